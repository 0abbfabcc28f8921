"""Lesson 03's step in PyTorch, eager or, if the last argument says so, compiled."""

import sys

import numpy as np
import serve
import torch
from torch import nn
from torch.nn import functional


class Generator(nn.Module):
    order = "dense norms.0 convs.0 norms.1 convs.1 norms.2 convs.2 norms.3 last".split()

    def __init__(self):
        super().__init__()
        self.dense = nn.Linear(64, 7 * 7 * 64, bias=False)
        sizes = [(64, 64), (64, 4 * 32), (32, 4 * 8)]
        self.convs = nn.ModuleList(
            nn.Conv2d(a, b, 3, padding=1, bias=False) for a, b in sizes
        )
        self.last = nn.Conv2d(8, 1, 3, padding=1)
        self.norms = nn.ModuleList(
            nn.BatchNorm2d(n, eps=1e-3, momentum=0.1) for n in (64, 64, 32, 8)
        )

    def forward(self, noise):
        x = self.dense(noise).view(-1, 64, 7, 7)
        x = functional.relu(self.norms[0](x))
        for conv, norm in zip(self.convs, self.norms[1:]):
            x = conv(x)
            if norm.num_features < conv.out_channels:
                x = functional.pixel_shuffle(x, 2)
            x = functional.relu(norm(x))
        return torch.tanh(self.last(x))


class Discriminator(nn.Module):
    order = "convs.0 convs.1 dense last".split()

    def __init__(self):
        super().__init__()
        self.convs = nn.ModuleList(
            nn.Conv2d(a, b, k, stride=2) for a, b, k in [(1, 32, 5), (32, 64, 3)]
        )
        self.dense, self.last = nn.Linear(7 * 7 * 65, 64), nn.Linear(64, 1)

    def forward(self, x):
        for conv in self.convs:
            more = conv.kernel_size[0] - 1
            sides = (more - 1) // 2, more // 2  # as TensorFlow's "same"
            padded = functional.pad(x, sides * 2)
            x = functional.leaky_relu(conv(padded), 0.2)
        deviation = torch.sqrt(x.var(0, unbiased=False) + 1e-8).mean()
        x = torch.cat([x, deviation.expand(len(x), 1, 7, 7)], 1)
        return self.last(functional.leaky_relu(self.dense(x.flatten(1)), 0.2))


def load(model, arrays):
    """Copies weights in Keras's order and layouts into a model, a layer at a time."""
    arrays = iter(arrays)
    layers = [m for m in model.modules() if hasattr(m, "weight")]
    assert len(model.order) == len(layers)
    for name in model.order:
        layer = model.get_submodule(name)
        if isinstance(layer, nn.BatchNorm2d):
            parts = [layer.weight, layer.bias, layer.running_mean, layer.running_var]
        else:
            parts = [layer.weight] + ([] if layer.bias is None else [layer.bias])
        for part in parts:
            array = in_torch_layout(next(arrays), layer)
            part.data.copy_(torch.from_numpy(np.ascontiguousarray(array)))
    assert next(arrays, None) is None


def in_torch_layout(array, layer):
    """Keras has channels last, PyTorch has them first, also in pixel shuffles."""
    if array.ndim == 4:
        array = array.transpose(3, 2, 0, 1)
        if len(array) in (4 * 32, 4 * 8) and array.shape[2] == 3:
            array = array.reshape(4, -1, *array.shape[1:]).swapaxes(0, 1)
            array = array.reshape(-1, *array.shape[2:])
    elif array.ndim == 2:
        array = array.T
        if layer.out_features == 7 * 7 * 64:
            array = array.reshape(49, 64, 64).swapaxes(0, 1).reshape(-1, 64)
        if layer.in_features == 7 * 7 * 65:
            array = array.reshape(-1, 49, 65).swapaxes(1, 2).reshape(-1, 49 * 65)
    return array


def make(given, images):
    torch.set_num_threads(serve.THREADS)
    torch.set_default_dtype(getattr(torch, serve.DTYPE))
    generator, discriminator, average = Generator(), Discriminator(), Generator()
    load(generator, serve.weights(given, "g"))
    load(discriminator, serve.weights(given, "d"))
    average.load_state_dict(generator.state_dict())
    options = {"lr": serve.RATE, "betas": (0.0, serve.BETA), "eps": serve.EPSILON}
    g_parameters = list(generator.parameters())
    d_parameters = list(discriminator.parameters())
    g_optimizer = torch.optim.Adam(g_parameters, fused=True, **options)
    d_optimizer = torch.optim.Adam(d_parameters, fused=True, **options)
    slow = [t for t in average.state_dict().values() if t.is_floating_point()]
    fast = [t for t in generator.state_dict().values() if t.is_floating_point()]
    if sys.argv[4] == "compiled":
        # Two backward passes go through one forward pass, whose buffers must stay.
        torch._functorch.config.donated_buffer = False
        generator, discriminator = (
            torch.compile(generator),
            torch.compile(discriminator),
        )

    taken = 0

    def update(real, noise):
        fake = generator(noise)
        real_logits, fake_logits = discriminator(real), discriminator(fake)
        d_loss = functional.softplus(-real_logits).mean()
        d_loss = d_loss + functional.softplus(fake_logits).mean()
        g_loss = functional.softplus(-fake_logits).mean()
        gradients = torch.autograd.grad(d_loss, d_parameters, retain_graph=True)
        for parameter, gradient in zip(d_parameters, gradients):
            parameter.grad = gradient.contiguous()  # fused Adam wants it so
        for parameter, gradient in zip(
            g_parameters, torch.autograd.grad(g_loss, g_parameters)
        ):
            parameter.grad = gradient.contiguous()
        nonlocal taken
        taken += 1
        for optimizer in (d_optimizer, g_optimizer):  # Keras adds it before correcting
            epsilon = serve.EPSILON / (1 - serve.BETA**taken) ** 0.5
            optimizer.param_groups[0]["eps"] = epsilon
            optimizer.step()
        torch._foreach_lerp_(slow, fast, 1 - serve.DECAY)
        return d_loss.detach(), g_loss.detach()

    def first(images):
        return torch.from_numpy(np.ascontiguousarray(images.transpose(0, 3, 1, 2)))

    real = first(images)

    def many(steps):
        for _ in range(steps):
            losses = update(real, torch.randn(len(real), 64))
        losses[0].item()

    return lambda real, noise: update(first(real), torch.from_numpy(noise)), many


serve.serve(make)
