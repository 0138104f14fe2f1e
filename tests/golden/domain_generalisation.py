"""Whole training steps of domain generalisation, by PyTorch's autograd in double precision.

Written from the papers' definitions: gradients of gradients where the engine has closed forms (the penalties of IRM and
Fishr), pair by pair and row by row where it takes products of matrices. The choices that the papers leave open are those
of DomainBed (Gulrajani & Lopez-Paz 2021), in words: the halves of IRM's batch, means of risks, the moving average of Fishr.

Run (PyTorch 2.15): python3 tests/golden/domain_generalisation.py | deno fmt --ext json - \
    > tests/golden/domain_generalisation.json
"""

import itertools
import json
import math

import numpy
import torch

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
generator = numpy.random.default_rng(20190705)

INPUTS, FEATURES, CLASSES, HIDDEN, DOMAINS = 3, 4, 3, 5, 3
ROWS = [7, 6, 8]
MIXED_ROWS = [6, 6, 6]
STEPS, RATE, CANDIDATES = 3, 0.1, 16


def sample(*shape, shift=0.0, scale=1.0):
    """Normal numbers, rounded to float32 as in the engine."""
    return numpy.float32(generator.normal(shift, scale, shape)).astype(float)


def leaf(value):
    array = numpy.asarray(value.detach() if isinstance(value, torch.Tensor) else value)
    return {"shape": list(array.shape), "data": [float(f"{x:.12g}") for x in array.ravel()]}


def layer(inputs, outputs):
    return {"kernel": sample(inputs, outputs, scale=0.7), "bias": sample(outputs, scale=0.3)}


def network(discriminator):
    parts = {"encoder/layer1": layer(INPUTS, FEATURES), "head": layer(FEATURES, CLASSES)}
    if discriminator:
        parts["discriminator/layer1"] = layer(FEATURES, HIDDEN)
        parts["discriminator/layer2"] = layer(HIDDEN, DOMAINS)
    return {f"{part}/{name}": array for part, own in parts.items() for name, array in own.items()}


def draw_batch(rows):
    return [
        {
            "x": sample(count, INPUTS, shift=0.4 * domain),
            "y": [int(y) for y in generator.integers(0, CLASSES, count)],
        }
        for domain, count in enumerate(rows)
    ]


batches = [draw_batch(ROWS) for _ in range(STEPS)]
mixed_batches = [draw_batch(MIXED_ROWS) for _ in range(STEPS)]


def linear(params, part, x):
    return x @ params[f"{part}/kernel"] + params[f"{part}/bias"]


def encode(params, x):
    return torch.tanh(linear(params, "encoder/layer1", torch.as_tensor(x)))


def cross_entropies(logits, labels):
    """−log softmax(z)[y] of each row."""
    logs = logits - torch.logsumexp(logits, 1, keepdim=True)
    return torch.stack([-logs[i, label] for i, label in enumerate(labels)])


def risk(params, domain):
    logits = linear(params, "head", encode(params, domain["x"]))
    return cross_entropies(logits, domain["y"]).mean()


def mean(values):
    return sum(values) / len(values)


def pairs(domains, params, distance):
    features = [encode(params, domain["x"]) for domain in domains]
    return mean([distance(a, b) for a, b in itertools.combinations(features, 2)])


# Each method: the loss and its reported parts, from the parameters, the domains, the step's scalars and the memory.


def erm(params, domains, scalars, memory):
    return mean([risk(params, domain) for domain in domains]), {}


def with_penalty(params, domains, scalars, penalty, divided):
    classification = mean([risk(params, domain) for domain in domains])
    weight = scalars["penalty_weight"]
    loss = classification + weight * penalty
    return loss / max(1, weight) if divided else loss, {
        "classification": classification,
        "penalty": penalty,
    }


def irm(params, domains, scalars, memory):
    penalties = []
    for domain in domains:
        logits = linear(params, "head", encode(params, domain["x"]))
        slopes = []
        for first in (0, 1):
            scale = torch.tensor(1.0, requires_grad=True)
            loss = cross_entropies(scale * logits[first::2], domain["y"][first::2]).mean()
            slopes.append(torch.autograd.grad(loss, scale, create_graph=True)[0])
        penalties.append(slopes[0] * slopes[1])
    return with_penalty(params, domains, scalars, mean(penalties), True)


def vrex(params, domains, scalars, memory):
    risks = [risk(params, domain) for domain in domains]
    penalty = mean([(own - mean(risks)) ** 2 for own in risks])
    return with_penalty(params, domains, scalars, penalty, True)


def spectral_decoupling(params, domains, scalars, memory):
    squares = [
        (linear(params, "head", encode(params, domain["x"])) ** 2).mean() for domain in domains
    ]
    return with_penalty(params, domains, {"penalty_weight": 0.1}, mean(squares), False)


def coral_dg(params, domains, scalars, memory):
    def distance(a, b):
        means = ((a.mean(0) - b.mean(0)) ** 2).mean()
        return means + ((torch.cov(a.T) - torch.cov(b.T)) ** 2).mean()

    penalty = pairs(domains, params, distance)
    return with_penalty(params, domains, {"penalty_weight": 2}, penalty, False)


def mmd_dg(params, domains, scalars, memory):
    def kernel(a, b):
        square = ((a - b) ** 2).sum()
        return sum(torch.exp(-(10.0**power) * square) for power in range(-3, 4))

    def within(a, b):
        return mean([kernel(x, y) for x in a for y in b])

    penalty = pairs(domains, params, lambda a, b: within(a, a) + within(b, b) - 2 * within(a, b))
    return with_penalty(params, domains, {"penalty_weight": 2}, penalty, False)


def dann_dg(params, domains, scalars, memory):
    """The gradient of the encoder is that of the classification minus λ times that of the domain loss."""
    classification = mean([risk(params, domain) for domain in domains])
    features = torch.cat([encode(params, domain["x"]) for domain in domains])
    hidden = torch.relu(linear(params, "discriminator/layer1", features))
    logits = linear(params, "discriminator/layer2", hidden)
    labels = [place for place, domain in enumerate(domains) for _ in domain["y"]]
    domain_loss = cross_entropies(logits, labels).mean()
    factors = {"encoder": -scalars["adaptation"], "discriminator": 1}
    gradients = {
        path: torch.autograd.grad(classification, params[path], retain_graph=True, allow_unused=True)[0]
        for path in params
    }
    for path in params:
        factor = factors.get(path.split("/")[0])
        if factor is None:
            continue
        of_domain = torch.autograd.grad(domain_loss, params[path], retain_graph=True)[0]
        gradients[path] = factor * of_domain + (0 if gradients[path] is None else gradients[path])
    return classification + domain_loss, {
        "classification": classification,
        "domain": domain_loss,
    }, gradients


def group_dro(params, domains, scalars, memory):
    weights = memory.setdefault("weights", [1 / DOMAINS] * DOMAINS)
    risks = [risk(params, domain) for domain in domains]
    raised = [q * math.exp(0.3 * own.item()) for q, own in zip(weights, risks)]
    memory["weights"] = [q / sum(raised) for q in raised]
    loss = sum(q * own for q, own in zip(memory["weights"], risks))
    return loss, {"classification": mean(risks)}


def fishr(params, domains, scalars, memory):
    """Gradients of single rows by autograd, one row after another; γ = 0.9."""
    part = 0.9
    read = []
    for place, domain in enumerate(domains):
        rows = []
        for x, y in zip(domain["x"], domain["y"]):
            logits = linear(params, "head", encode(params, x[None]))
            loss = cross_entropies(logits, [y]).sum()
            slopes = torch.autograd.grad(
                loss, [params["head/kernel"], params["head/bias"]], create_graph=True
            )
            rows.append(torch.cat([slope.reshape(-1) for slope in slopes]))
        gradients = torch.stack(rows)
        variance = ((gradients - gradients.mean(0)) ** 2).mean(0)
        before = memory.get(place, torch.zeros_like(variance))
        average = part * before + (1 - part) * variance
        memory[place] = average.detach()
        read.append(average / (1 - part))
    penalty = mean([((own - mean(read)) ** 2).mean() for own in read])
    return with_penalty(params, domains, scalars, penalty, False)


def mldg(params, domains, scalars, memory):
    rate, weight = 0.05, 2
    total = {path: torch.zeros_like(value) for path, value in params.items()}
    trained, tested = [], []
    for place, domain in enumerate(domains):
        other = domains[(place + 1) % DOMAINS]
        first = risk(params, domain)
        slopes = dict(zip(params, torch.autograd.grad(first, list(params.values()))))
        moved = {
            path: (value - rate * slopes[path]).detach().requires_grad_()
            for path, value in params.items()
        }
        second = risk(moved, other)
        after = dict(zip(moved, torch.autograd.grad(second, list(moved.values()))))
        for path in params:
            total[path] += (slopes[path] + weight * after[path]) / DOMAINS
        trained.append(first)
        tested.append(second)
    parts = {"classification": mean(trained), "meta": mean(tested)}
    return parts["classification"] + weight * parts["meta"], parts, total


def mixup(params, domains, scalars, memory):
    losses = []
    for place, domain in enumerate(domains):
        other = domains[(place + 1) % DOMAINS]
        part = beta(scalars["uniform"][:, place], 0.5)
        x = part * domain["x"] + (1 - part) * other["x"]
        logits = linear(params, "head", encode(params, x))
        losses.append(part * cross_entropies(logits, domain["y"]).mean())
        losses.append((1 - part) * cross_entropies(logits, other["y"]).mean())
    return sum(losses) / DOMAINS, {}


def beta(uniform, alpha):
    """Jöhnk's method; the first candidate that is accepted."""
    for u, v in uniform.reshape(2, CANDIDATES).T:
        x, y = u ** (1 / alpha), v ** (1 / alpha)
        if x + y <= 1:
            return x / (x + y)
    return 0.5


def train(method, values, scalars=lambda step: {}, start=None, data=batches):
    start = start or network(method is dann_dg)
    params = {path: torch.tensor(value, requires_grad=True) for path, value in start.items()}
    memory, steps = {}, []
    for step in range(STEPS):
        given = scalars(step)
        loss, parts, *gradients = method(params, data[step], given, memory)
        slopes = gradients[0] if gradients else dict(
            zip(params, torch.autograd.grad(loss, list(params.values())))
        )
        params = {
            path: (value - RATE * slopes[path]).detach().requires_grad_()
            for path, value in params.items()
        }
        uniform = given.pop("uniform", None)
        steps.append({
            "scalars": given,
            **({} if uniform is None else {"uniform": [leaf(part) for part in uniform.reshape(2, CANDIDATES, DOMAINS)]}),
            "report": {name: float(value) for name, value in {"loss": loss, **parts}.items()},
            "params": {path: leaf(value) for path, value in params.items()},
        })
    return {
        "method": method.__name__,
        "values": values,
        "mixed": data is mixed_batches,
        "start": {path: leaf(value) for path, value in start.items()},
        "steps": steps,
    }


def weights(*values):
    return lambda step: {"penalty_weight": values[step]}


def uniforms(step):
    # Multiples of 2⁻²⁴, as the engine draws them.
    return {"uniform": generator.integers(1, 2**24, (2 * CANDIDATES, DOMAINS)) / 2**24}


runs = [
    train(erm, {}),
    train(irm, {}, weights(1, 50, 50)),
    train(vrex, {}, weights(1, 20, 20)),
    train(spectral_decoupling, {"weight": 0.1}),
    train(coral_dg, {"weight": 2}),
    train(mmd_dg, {"weight": 2}),
    train(dann_dg, {"discriminator_width": HIDDEN}, lambda step: {"adaptation": 0.4 * step}),
    train(group_dro, {"step": 0.3}),
    train(fishr, {"memory": 0.9}, weights(0, 30, 30)),
    train(mldg, {"inner_rate": 0.05, "weight": 2}),
    train(mixup, {"alpha": 0.5}, uniforms, data=mixed_batches),
]


def shown(data):
    return [
        [{"x": leaf(domain["x"]), "y": domain["y"]} for domain in domains] for domains in data
    ]


print(json.dumps({
    "rate": RATE,
    "batches": shown(batches),
    "mixedBatches": shown(mixed_batches),
    "runs": runs,
}))
