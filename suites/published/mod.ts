// Written by `deno task gen`: edit the entries, not this file.
import ganin2016 from "./ganin2016.ts";
import liu2017 from "./liu2017.ts";
import long2018 from "./long2018.ts";
import ma2018 from "./ma2018.ts";
import sener2018 from "./sener2018.ts";
import sogaard2016 from "./sogaard2016.ts";
import tzeng2017 from "./tzeng2017.ts";
import yang2023 from "./yang2023.ts";
import yosinski2014 from "./yosinski2014.ts";
import zellinger2017 from "./zellinger2017.ts";
import zellinger2019 from "./zellinger2019.ts";
import type { PublishedPaper } from "./paper.ts";

/** All papers, by name. */
export const papers: { readonly [name: string]: PublishedPaper } = {
  ganin2016,
  liu2017,
  long2018,
  ma2018,
  sener2018,
  sogaard2016,
  tzeng2017,
  yang2023,
  yosinski2014,
  zellinger2017,
  zellinger2019,
};
