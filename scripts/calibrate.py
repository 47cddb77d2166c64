"""Trains a linear classifier and one-hidden-layer networks on the images that scripts/calibrate.mjs wrote.

python3 scripts/calibrate.py FOLDER [epochs] [hidden units, as 0,10,25,100,500; 0 is the linear classifier]
"""
import os
import sys

import numpy as np
import torch

folder = sys.argv[1]
epochs = int(sys.argv[2]) if len(sys.argv) > 2 else 25
widths = [int(h) for h in (sys.argv[3] if len(sys.argv) > 3 else "0,10,25,100,500").split(",")]
x = torch.tensor(np.fromfile(os.path.join(folder, "inputs.f32"), dtype=np.float32).reshape(-1, 100))
y = torch.tensor(np.fromfile(os.path.join(folder, "labels.u8"), dtype=np.uint8).astype(np.int64))
n = len(y) - 10000
loss = torch.nn.CrossEntropyLoss()

for h in widths:
    torch.manual_seed(0)
    layers = [torch.nn.Linear(100, 10)] if h == 0 else [torch.nn.Linear(100, h), torch.nn.ReLU(), torch.nn.Linear(h, 10)]
    model = torch.nn.Sequential(*layers)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    for epoch in range(epochs):
        for group in optimiser.param_groups:
            group["lr"] = 0.1 * (1 - epoch / epochs)
        order = torch.randperm(n)
        for i in range(0, n, 64):
            batch = order[i : i + 64]
            optimiser.zero_grad()
            loss(model(x[batch]), y[batch]).backward()
            optimiser.step()
    with torch.no_grad():
        train, test = model(x[:n]), model(x[n:])
        error = 100 * (test.argmax(1) != y[n:]).float().mean().item()
        print(f"{h:4d} train {loss(train, y[:n]).item():.4f} test {loss(test, y[n:]).item():.4f} error {error:.2f}%")
