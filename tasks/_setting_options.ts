import type { Catalogue } from "../settings/catalogue.ts";
import { find } from "../settings/catalogue.ts";
import type { Option, OptionValues, Setting } from "../settings/setting.ts";
import type { Suite } from "../suites/suite.ts";
import { UsageError } from "./_program.ts";

/** An option that some settings have. */
export interface SettingOption extends Option {
  readonly settings: readonly Setting[];
}

/** Returns the options of all settings, by name. */
export function settingOptions({ settings }: Catalogue): Map<string, SettingOption> {
  const options = new Map<string, SettingOption>();
  for (const setting of Object.values(settings)) {
    for (const [name, option] of Object.entries(setting.options)) {
      const known = options.get(name);
      options.set(name, { ...option, settings: [...known?.settings ?? [], setting] });
    }
  }
  return options;
}

/** Returns the given values of the options that a suite's setting has. */
export function optionsFor(suite: Suite, given: OptionValues, catalogue: Catalogue): OptionValues {
  const { options } = find(catalogue, "settings", suite.setting);
  return Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(options, name)));
}

/** True if all given options apply to a suite. */
export function settingOptionsFit(
  suite: Suite,
  given: OptionValues,
  catalogue: Catalogue,
): boolean {
  return Object.keys(optionsFor(suite, given, catalogue)).length === Object.keys(given).length;
}

/**
 * Refuses an option that applies to none of the suites.
 *
 * @param given The given values.
 * @param suites The suites to run.
 * @param catalogue The suites' settings.
 * @throws {UsageError} If an option applies to none; the message names the settings that it is for.
 */
export function checkSettingOptions(
  given: OptionValues,
  suites: readonly Suite[],
  catalogue: Catalogue,
): void {
  const options = settingOptions(catalogue);
  for (const name of Object.keys(given)) {
    if (suites.some((suite) => name in optionsFor(suite, given, catalogue))) continue;
    const meant = options.get(name)!.settings.map(({ title }) => title).join(" and of ");
    throw new UsageError(
      `Cannot use --${name}: it is for suites of ${meant}, and none of ${
        suites.map(({ name }) => name).join(", ")
      } is one`,
    );
  }
}
