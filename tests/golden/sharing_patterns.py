"""Outputs, penalties and gradients of networks that several tasks share, in double precision.

Every network is written out from its paper's formulas, expert by expert; PyTorch 1.13's autograd
differentiates. Run: python3 sharing_patterns.py > sharing_patterns.json
"""

import json

import numpy as np
import torch

random = np.random.default_rng(17)


def sample(*shape, scale=1.0):
    return np.round(random.normal(0, scale, shape), 4)


def leaf(array):
    array = np.asarray(array)
    return {"shape": list(array.shape), "data": [float(x) for x in array.reshape(-1)]}


INPUTS, WIDTH = 3, 4
CLASSES = {"a1": 3, "a2": None, "b1": 2}
X = {"a": sample(6, INPUTS), "b": sample(5, INPUTS)}
UNLABELLED = {"a": sample(3, INPUTS)}
Y = {"a1": [0, 2, 1, 1, 2, 0], "a2": sample(6), "b1": [1, 0, 0, 1, 1]}
TASKS = {"a": ["a1", "a2"], "b": ["b1"]}
SOURCE = {task: source for source, tasks in TASKS.items() for task in tasks}


class Network:
    """Parameters by path, drawn at first use."""

    def __init__(self):
        self.params = {}

    def linear(self, path, x, outputs):
        if f"{path}/kernel" not in self.params:
            for name, shape in [("kernel", (x.shape[-1], outputs)), ("bias", (outputs,))]:
                drawn = torch.tensor(sample(*shape, scale=0.7), requires_grad=True)
                self.params[f"{path}/{name}"] = drawn
        return x @ self.params[f"{path}/kernel"] + self.params[f"{path}/bias"]

    def encoder(self, path, x, width=WIDTH):
        return torch.tanh(self.linear(f"{path}/layer1", x, width))

    def head(self, task, features):
        return self.linear(f"own/{task}/head", features, CLASSES[task] or 1)


def task_loss(task, outputs):
    if CLASSES[task] is None:
        return ((outputs[:, 0] - torch.tensor(Y[task])) ** 2).mean()
    return torch.nn.functional.cross_entropy(outputs, torch.tensor(Y[task]))


def gradients(loss, params):
    found = torch.autograd.grad(loss, list(params.values()), retain_graph=True, allow_unused=True)
    return {
        path: torch.zeros_like(param) if gradient is None else gradient
        for (path, param), gradient in zip(params.items(), found)
    }


def case(method, values, network, outputs, penalties=None, others=None, changed=None):
    """`changed` modifies the gradients of the loss."""
    penalties = penalties or {}
    loss = sum(task_loss(task, of) for task, of in outputs.items()) + sum(penalties.values())
    found = gradients(loss, network.params)
    if changed:
        found = changed(found)
    return {
        "method": method,
        "values": values,
        "params": {p: leaf(v.detach()) for p, v in {**network.params, **(others or {})}.items()},
        "outputs": {task: leaf(of.detach()) for task, of in outputs.items()},
        "penalties": {name: value.item() for name, value in penalties.items()},
        "gradients": {path: leaf(v) for path, v in found.items()},
    }


def by_task(outputs_of):
    return {task: outputs_of(task, torch.tensor(X[source])) for task, source in SOURCE.items()}


# Shared-private


def shared_private(adversarial=None, diff=None):
    network = Network()
    shared, private = {}, {}

    def outputs_of(task, x):
        shared[task] = network.encoder("shared/encoder", x)
        private[task] = network.encoder(f"own/{task}/encoder", x)
        return network.head(task, torch.cat([private[task], shared[task]], 1))

    outputs = by_task(outputs_of)
    if adversarial is None:
        return case("shared_private", {}, network, outputs)

    # One mean for each source; rows without labels count as well.
    discriminated = torch.zeros((), dtype=torch.float64)
    for index, (source, tasks) in enumerate(TASKS.items()):
        rows = np.concatenate([X[source], UNLABELLED.get(source, np.zeros((0, INPUTS)))])
        features = network.encoder("shared/encoder", torch.tensor(rows))
        logits = network.linear("shared/discriminator", features, len(TASKS))
        chosen = torch.log_softmax(logits, 1)[:, index]
        discriminated = discriminated - chosen.mean()
    overlap = torch.zeros((), dtype=torch.float64)
    for task in SOURCE:
        # Rows of length 1.
        s, h = (f / (f**2).sum(1, keepdim=True).sqrt() for f in (shared[task], private[task]))
        for i in range(WIDTH):
            for j in range(WIDTH):
                overlap = overlap + ((s[:, i] * h[:, j]).sum() / len(s)) ** 2
    penalties = {"adversarial": adversarial * discriminated, "orthogonality": diff * overlap}

    # Subtracting twice the discriminator's gradient from the encoder's reverses its sign.
    def turned(found):
        of_adversary = gradients(penalties["adversarial"], network.params)
        return {
            path: gradient - 2 * of_adversary[path] if path.startswith("shared/encoder") else gradient
            for path, gradient in found.items()
        }

    values = {"adversarial": adversarial, "orthogonality": diff}
    return case(
        "adversarial_shared_private", values, network, outputs, penalties, changed=turned
    )


# Mixtures of experts


def gated(network, path, gate_input, experts):
    weights = torch.softmax(network.linear(f"{path}/gate", gate_input, len(experts)), 1)
    return sum(weights[:, i : i + 1] * expert for i, expert in enumerate(experts))


def towered(network, task, mixture, tower):
    if tower:
        mixture = torch.relu(network.linear(f"own/{task}/tower", mixture, tower))
    return network.head(task, mixture)


def mmoe(count, tower):
    network, width = Network(), WIDTH // 2

    def outputs_of(task, x):
        experts = [
            network.encoder(f"shared/experts/expert{i + 1}", x, width) for i in range(count)
        ]
        mixture = gated(network, f"own/{task}", torch.cat(experts, 1), experts)
        return towered(network, task, mixture, tower)

    values = {"experts": count, "expert_scale": 0.5, "tower": tower}
    return case("mmoe", values, network, by_task(outputs_of))


def ple(levels, shared_count, task_count, tower):
    """By recursion from the top, while the method proceeds from the bottom."""
    network, width = Network(), WIDTH // 2

    def experts(group, level, x):
        """The outputs of a task's experts, or of the shared ones, at a level."""
        if group == "shared":
            path, count = f"shared/level{level}", shared_count
        elif level < levels:
            path, count = f"shared/level{level}/tasks/{group}", task_count
        else:
            path, count = f"own/{group}/level{level}", task_count
        found = []
        for i in range(count):
            place = f"{path}/experts/expert{i + 1}"
            if level == 1:
                found.append(network.encoder(place, x, width))
            else:
                below = mixture(group, level - 1, x)
                found.append(torch.relu(network.linear(place, below, width)))
        return found

    def mixture(group, level, x):
        if group == "shared":
            path = f"shared/level{level}"
            pool = [e for task in SOURCE for e in experts(task, level, x)]
        else:
            reaching = level < levels - 1
            path = f"shared/level{level}/tasks/{group}" if reaching else f"own/{group}/level{level}"
            pool = experts(group, level, x)
        pool = pool + experts("shared", level, x)
        gate_input = torch.cat(pool, 1) if level == 1 else mixture(group, level - 1, x)
        return gated(network, path, gate_input, pool)

    outputs = by_task(lambda task, x: towered(network, task, mixture(task, levels, x), tower))
    values = {
        "levels": levels,
        "shared_experts": shared_count,
        "task_experts": task_count,
        "expert_scale": 0.5,
        "tower": tower,
    }
    return case("ple", values, network, outputs)


# Hierarchical


def hierarchical(successive):
    network = Network()

    def outputs_of(task, x):
        for layer in range(1, list(SOURCE).index(task) + 2):
            owner = "own/b1" if layer == 3 else "shared"
            x = torch.tanh(network.linear(f"{owner}/encoder/layer{layer}", x, WIDTH))
        return network.head(task, x)

    outputs = by_task(outputs_of)
    values = {"successive": successive}
    if successive == 0:
        return case("hierarchical_sharing", values, network, outputs)
    former, distance = {}, torch.zeros((), dtype=torch.float64)
    for path, param in network.params.items():
        if path.startswith("shared/"):
            before = torch.tensor(sample(*param.shape, scale=0.7))
            former[path.replace("shared/", "shared/former/")] = before
            distance = distance + ((param - before) ** 2).sum()
    penalties = {"successive": successive * distance}
    return case("hierarchical_sharing", values, network, outputs, penalties, former)


print(json.dumps({
    "batch": {
        "a": {"x": leaf(X["a"]), "y": {"a1": Y["a1"], "a2": leaf(Y["a2"])}},
        "b": {"x": leaf(X["b"]), "y": {"b1": Y["b1"]}},
        "unlabelled": {"a": leaf(UNLABELLED["a"])},
    },
    "cases": [
        shared_private(),
        shared_private(0.6, 0.5),
        mmoe(3, 0),
        mmoe(2, 3),
        mmoe(1, 0),
        ple(1, 2, 1, 3),
        ple(2, 1, 2, 0),
        ple(3, 2, 1, 0),
        hierarchical(0),
        hierarchical(0.3),
    ],
}))
