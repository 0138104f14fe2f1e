"""Whole training steps of adversarial domain adaptation, by PyTorch's autograd and optimizers in
double precision, with what they are made of: the multilinear map, weights by certainty, confusion.

Written from the papers (Long et al. 2018, Tzeng et al. 2015 and 2017): row by row where the engine
takes sums of matrices, every loss differentiated by itself in the parameters that it trains, and each
stage of ADDA with networks and optimizers of its own.

Run (PyTorch 2.15): python3 tests/golden/adversarial.py | deno fmt --ext json - > tests/golden/adversarial.json
"""

import copy
import json

import numpy
import torch

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
generator = numpy.random.default_rng(20181203)

INPUTS, FEATURES, CLASSES, HIDDEN = 3, 4, 3, 5
SOURCE_ROWS, TARGET_ROWS = 6, 5


def sample(rows, width, shift=0.0, scale=1.0):
    """Normal numbers, rounded to float32 as in the engine."""
    return numpy.float32(generator.normal(shift, scale, (rows, width))).astype(float)


def leaf(value):
    array = numpy.asarray(value.detach() if isinstance(value, torch.Tensor) else value)
    return {"shape": list(array.shape), "data": [float(f"{x:.12g}") for x in array.ravel()]}


def layer(inputs, outputs):
    return {
        "kernel": sample(inputs, outputs, 0, 0.7),
        "bias": sample(1, outputs, 0, 0.3)[0],
    }


def network(width, hidden=1):
    """An encoder, a classifier and a discriminator of features, logits or products of this width."""
    widths = [width] + [HIDDEN] * hidden + [2]
    return {
        "encoder": {"layer1": layer(INPUTS, FEATURES)},
        "head": layer(FEATURES, CLASSES),
        "discriminator": {
            f"layer{i + 1}": layer(*sizes) for i, sizes in enumerate(zip(widths, widths[1:]))
        },
    }


def trainable(tree):
    if isinstance(tree, dict):
        return {name: trainable(branch) for name, branch in tree.items()}
    return torch.tensor(tree, requires_grad=True)


def copied(tree):
    """The numbers of a trained tree, as the start of a new training."""
    if isinstance(tree, dict):
        return {name: copied(branch) for name, branch in tree.items()}
    return tree.detach().numpy()


def leaves(tree, prefix=""):
    for name, branch in tree.items():
        if isinstance(branch, dict):
            yield from leaves(branch, f"{prefix}{name}/")
        else:
            yield prefix + name, branch


def tensors(*trees):
    return [tensor for tree in trees for _, tensor in leaves(tree)]


def shown(tree):
    return {path: leaf(value) for path, value in leaves(tree)}


def linear(params, x):
    return x @ params["kernel"] + params["bias"]


def encode(encoder, x):
    return torch.tanh(linear(encoder["layer1"], torch.tensor(x)))


def discriminate(discriminator, x):
    first, *others = discriminator.values()
    x = linear(first, x)
    for params in others:
        x = linear(params, torch.relu(x))
    return x


def logarithms(logits):
    return logits - torch.logsumexp(logits, 1, keepdim=True)


def entropy_of_labels(logits, labels):
    """The mean over the rows of −log softmax(z)[y]."""
    rows = logarithms(logits)
    return -sum(rows[i, label] for i, label in enumerate(labels)) / len(labels)


SOURCE, TARGET = 0, 1
batches = [
    {
        "source": {
            "x": sample(SOURCE_ROWS, INPUTS),
            "y": [int(y) for y in generator.integers(0, CLASSES, SOURCE_ROWS)],
        },
        "target": {"x": sample(TARGET_ROWS, INPUTS, 0.7)},
    }
    for _ in range(4)
]
domains = [SOURCE] * SOURCE_ROWS + [TARGET] * TARGET_ROWS


# Parts


def products(features, predictions):
    """Every product of a feature and a prediction, row by row."""
    return torch.stack([
        torch.stack([f * g for f in features[i] for g in predictions[i]])
        for i in range(len(features))
    ])


def certainties(logits):
    """1 + exp(−H) of each row."""
    rows = []
    for z in logarithms(logits):
        entropy = -sum(torch.exp(log) * log for log in z)
        rows.append(1 + torch.exp(-entropy))
    return torch.stack(rows)


def confusion(logits):
    """The mean over rows of the cross-entropy to (½, ½)."""
    return sum(-(log[0] + log[1]) / 2 for log in logarithms(logits)) / len(logits)


def parts():
    features, predictions, weights = sample(4, 3), sample(4, 2), sample(4, 6)
    f, g = trainable(features), trainable(predictions)
    map_of_both = products(f, g)
    (torch.tensor(weights) * torch.tanh(map_of_both)).sum().backward()
    result = {
        "multilinearMap": {
            "features": leaf(features),
            "predictions": leaf(predictions),
            "weights": leaf(weights),
            "map": leaf(map_of_both),
            "gradients": [leaf(f.grad), leaf(g.grad)],
        }
    }

    # The gradient of Σ cᵢwᵢ with the divisor of w held constant, and its factor of reversal.
    logits, factors = sample(5, 3, 0, 2), sample(1, 5)[0]
    z = trainable(logits)
    numerators = certainties(z)
    weights_of_rows = numerators / numerators.detach().sum()
    (torch.tensor(factors) * weights_of_rows).sum().backward()
    result["certaintyWeights"] = {
        "logits": leaf(logits),
        "factors": leaf(factors),
        "weights": leaf(weights_of_rows),
        "scale": 0.7,
        "gradient": leaf(-0.7 * z.grad),
    }

    logits = sample(5, 2, 0, 2)
    z = trainable(logits)
    value = confusion(z)
    value.backward()
    result["confusion"] = {"logits": leaf(logits), "loss": value.item(), "gradient": leaf(z.grad)}
    return result


# Whole steps


def momentum(params):
    return torch.optim.SGD(params, lr=0.3, momentum=0.9)


def stepped(optimizer, params, gradients):
    for param, gradient in zip(params, gradients):
        param.grad = gradient
    optimizer.step()


def gradients_of(loss, params):
    found = torch.autograd.grad(loss, params, retain_graph=True, allow_unused=True)
    return [torch.zeros_like(p) if g is None else g for p, g in zip(params, found)]


def classified(net, batch):
    features = [encode(net["encoder"], batch[domain]["x"]) for domain in ("source", "target")]
    logits = [linear(net["head"], f) for f in features]
    return features, logits, entropy_of_labels(logits[0], batch["source"]["y"])


def cdan(entropy):
    """The discriminator takes the domain loss's gradient, encoder and classifier −λ times it: of
    the features and, where rows are weighed, of the entropies."""
    start = network(FEATURES * CLASSES)
    net = trainable(start)
    trained = tensors(net["encoder"], net["head"], net["discriminator"])
    optimizer = momentum(trained)
    steps = []
    for batch, scale in zip(batches, [0.3, 1.0, 0.6]):
        features, logits, classification = classified(net, batch)
        predictions = torch.softmax(torch.cat(logits), 1).detach()
        rows = logarithms(
            discriminate(net["discriminator"], products(torch.cat(features), predictions))
        )
        losses = [-rows[i, domain] for i, domain in enumerate(domains)]
        if entropy == "on":
            weights = []
            for z in logits:
                numerators = certainties(z)
                weights += list(numerators / numerators.detach().sum() / 2)
        else:
            weights = [1 / len(losses)] * len(losses)
        domain = sum(w * loss for w, loss in zip(weights, losses))
        others = tensors(net["encoder"], net["head"])
        gradients = [
            g - scale * against
            for g, against in zip(gradients_of(classification, others), gradients_of(domain, others))
        ] + gradients_of(domain, tensors(net["discriminator"]))
        stepped(optimizer, trained, gradients)
        steps.append({
            "scalars": {"adaptation": scale},
            "report": {
                "loss": (classification + domain).item(),
                "classification": classification.item(),
                "domain": domain.item(),
            },
            "params": shown(net),
        })
    return {
        "method": "cdan",
        "values": {"entropy": entropy, "discriminator_width": HIDDEN},
        "optimizer": {"name": "sgd", "learningRate": 0.3, "options": {"momentum": 0.9}},
        "start": shown(start),
        "steps": steps,
    }


def domain_confusion(weight):
    start = network(FEATURES)
    net = trainable(start)
    learner = tensors(net["encoder"], net["head"])
    discriminator = tensors(net["discriminator"])
    optimizers = momentum(learner), momentum(discriminator)
    steps = []
    for batch in batches[:3]:
        features, _, classification = classified(net, batch)
        answers = discriminate(net["discriminator"], torch.cat(features))
        confused, domain = confusion(answers), entropy_of_labels(answers, domains)
        gradients = (
            gradients_of(classification + weight * confused, learner),
            gradients_of(domain, discriminator),
        )
        stepped(optimizers[0], learner, gradients[0])
        stepped(optimizers[1], discriminator, gradients[1])
        steps.append({
            "scalars": {},
            "report": {
                "loss": (classification + weight * confused + domain).item(),
                "classification": classification.item(),
                "confusion": confused.item(),
                "domain": domain.item(),
            },
            "params": shown(net),
        })
    return {
        "method": "domain_confusion",
        "values": {"weight": weight, "discriminator_width": HIDDEN},
        "optimizer": {"name": "sgd", "learningRate": 0.3, "options": {"momentum": 0.9}},
        "start": shown(start),
        "steps": steps,
    }


def adda(rate, reads, hidden):
    """Two steps of each stage; Adam, made anew for the second. The target's classifier is its own where
    the discriminator reads logits."""
    start = network(CLASSES if reads == "logits" else FEATURES, hidden)
    own = ["encoder", "head"] if reads == "logits" else ["encoder"]
    start["target"] = {name: copy.deepcopy(start[name]) for name in own}
    net = trainable(start)
    steps = []

    def read(encoder, head, rows):
        features = encode(encoder, rows["x"])
        return linear(head, features) if reads == "logits" else features

    def seen(batch):
        _, _, classification = classified(net, batch)
        source = read(net["encoder"], net["head"], batch["source"]).detach()
        target = read(net["target"]["encoder"], net["target"].get("head", net["head"]), batch["target"])
        answers = discriminate(net["discriminator"], torch.cat([source, target]))
        domain = entropy_of_labels(answers, domains)
        inverted = entropy_of_labels(answers, [1 - domain for domain in domains])
        return classification, domain, inverted

    def note(stage, loss, classification, domain, inverted):
        steps.append({
            "scalars": {"adversarial": stage},
            "report": {
                "loss": loss.item(),
                "classification": classification.item(),
                "domain": domain.item(),
                "inverted": inverted.item(),
            },
            "params": shown(net),
        })

    learner = tensors(net["encoder"], net["head"])
    adam = torch.optim.Adam(learner, lr=0.05)
    for batch in batches[:2]:
        losses = seen(batch)
        stepped(adam, learner, gradients_of(losses[0], learner))
        net["target"] = trainable({name: copied(net[name]) for name in own})
        note(0, losses[0], *losses)

    adversaries = tensors(net["target"]), tensors(net["discriminator"])
    adams = [torch.optim.Adam(params, lr=0.05 * rate) for params in adversaries]
    for batch in batches[2:]:
        losses = seen(batch)
        gradients = gradients_of(losses[2], adversaries[0]), gradients_of(losses[1], adversaries[1])
        for optimizer, params, found in zip(adams, adversaries, gradients):
            stepped(optimizer, params, found)
        note(1, losses[1] + losses[2], *losses)
    return {
        "method": "adda",
        "values": {
            "rate": rate,
            "reads": reads,
            "discriminator_depth": hidden,
            "discriminator_width": HIDDEN,
        },
        "optimizer": {"name": "adam", "learningRate": 0.05},
        "start": shown(start),
        "steps": steps,
    }


print(json.dumps({
    **parts(),
    "batches": [
        {
            "source": {"x": leaf(b["source"]["x"]), "y": b["source"]["y"]},
            "target": {"x": leaf(b["target"]["x"])},
        }
        for b in batches
    ],
    "runs": [
        cdan("on"),
        cdan("off"),
        domain_confusion(1.0),
        domain_confusion(0.3),
        adda(0.2, "logits", 2),
        adda(3.0, "logits", 1),
        adda(0.2, "features", 1),
    ],
}))
