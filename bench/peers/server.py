"""Peers, one process: reads a JSON request a line, runs the work on one thread, answers with the time of one run.

{"op": "dgemm", "n": 512}  ->  {"seconds": 0.0051, "runs": 40, "check": 1.2e-16}

The same inputs as ours are not needed for dense kernels (their time does not depend on the values); `check` is the
residual of the peer's own result. Started by bench/peers/python.ts with OPENBLAS_NUM_THREADS=1 and, for the run at equal
vector width, OPENBLAS_CORETYPE=Nehalem.
"""
import json
import statistics
import sys
import time

import numpy as np

try:
    import scipy.linalg as sla
    from scipy.linalg import lapack
except ImportError:
    sla = lapack = None
try:
    import torch

    torch.set_num_threads(1)
except ImportError:
    torch = None

rng = np.random.default_rng(1)


def symmetric(n):
    a = rng.standard_normal((n, n))
    return (a + a.T) / 2


def timed(run, budget):
    """Median seconds of single runs, for about `budget` seconds after one warm-up run."""
    run()
    times = []
    end = time.perf_counter() + budget
    while not times or (time.perf_counter() < end and len(times) < 1000):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times), len(times)


def gemm(n, m, k, dtype):
    a = rng.standard_normal((m, k)).astype(dtype)
    b = rng.standard_normal((k, n)).astype(dtype)
    c = np.empty((m, n), dtype)
    x = rng.standard_normal(n).astype(dtype)

    def check():
        return float(np.abs(c @ x - a @ (b @ x)).max() / (np.abs(a @ (b @ x)).max() * np.finfo(dtype).eps))

    return (lambda: np.matmul(a, b, out=c)), check


def eigenvalues(n):
    a = symmetric(n)
    out = {}

    def run():
        out["w"] = sla.eigh(a, eigvals_only=True, driver="evd", check_finite=False)

    return run, lambda: float(abs(out["w"].sum() - np.trace(a)) / (n * np.finfo(float).eps * np.abs(out["w"]).max()))


def eigenvectors(n):
    a = symmetric(n)
    out = {}

    def run():
        out["w"], out["v"] = sla.eigh(a, driver="evd", check_finite=False)

    def check():
        residual = np.abs(a @ out["v"] - out["v"] * out["w"]).max()
        return float(residual / (n * np.finfo(float).eps * np.abs(out["w"]).max()))

    return run, check


def ldlt(n):
    a = np.asfortranarray(symmetric(n))
    return (lambda: lapack.dsytrf(a, lower=1)), lambda: 0.0


def pspin_matmul(n, batch):
    """Gradient of the p=3 energy from the symmetrised tensor: (T reshaped n² x n times S) contracted with S again."""
    t = torch.randn(n, n, n)
    t = (t + t.permute(0, 2, 1) + t.permute(1, 0, 2) + t.permute(1, 2, 0) + t.permute(2, 0, 1) + t.permute(2, 1, 0)) / 6
    s = torch.randn(n, batch)

    def run():
        m = (t.reshape(n * n, n) @ s).reshape(n, n, batch)
        return 3 * (m * s.unsqueeze(0)).sum(1) / n

    return run, lambda: 0.0


def pspin_autograd(n, batch):
    t = torch.randn(n, n, n)
    s = torch.randn(batch, n, requires_grad=True)

    def run():
        energy = torch.einsum("ijk,bi,bj,bk->b", t, s, s, s).sum() / n
        (g,) = torch.autograd.grad(energy, s)
        return g

    return run, lambda: 0.0


def network(sizes):
    layers = []
    for i in range(len(sizes) - 1):
        layers.append(torch.nn.Linear(sizes[i], sizes[i + 1]))
        if i + 2 < len(sizes):
            layers.append(torch.nn.ReLU())
    return torch.nn.Sequential(*layers)


def sgd(sizes, batch, samples):
    model = network(sizes)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.01)
    loss = torch.nn.CrossEntropyLoss()
    x = torch.rand(samples, sizes[0])
    y = torch.randint(0, sizes[-1], (samples,))

    def run():
        for i in range(0, samples, batch):
            optimiser.zero_grad()
            loss(model(x[i : i + batch]), y[i : i + batch]).backward()
            optimiser.step()

    return run, lambda: 0.0


def hessian(sizes, samples):
    d, h, k = sizes
    x = torch.rand(samples, d, dtype=torch.float64)
    y = torch.randint(0, k, (samples,))
    p = torch.rand(d * h + h + h * k + k, dtype=torch.float64) - 0.5

    def f(p):
        w1, b1 = p[: d * h].reshape(h, d), p[d * h : d * h + h]
        o = d * h + h
        w2, b2 = p[o : o + h * k].reshape(k, h), p[o + h * k :]
        return torch.nn.functional.cross_entropy(torch.relu(x @ w1.T + b1) @ w2.T + b2, y)

    return (lambda: torch.autograd.functional.hessian(f, p)), lambda: 0.0


def normals(n):
    generator = np.random.Generator(np.random.Philox(1))
    return (lambda: generator.standard_normal(n, dtype=np.float32)), lambda: 0.0


OPS = {
    "dgemm": lambda r: gemm(r["n"], r.get("m", r["n"]), r.get("k", r["n"]), np.float64),
    "sgemm": lambda r: gemm(r["n"], r.get("m", r["n"]), r.get("k", r["n"]), np.float32),
    "eigenvalues": lambda r: eigenvalues(r["n"]),
    "eigenvectors": lambda r: eigenvectors(r["n"]),
    "ldlt": lambda r: ldlt(r["n"]),
    "pspin-matmul": lambda r: pspin_matmul(r["n"], r["batch"]),
    "pspin-autograd": lambda r: pspin_autograd(r["n"], r["batch"]),
    "sgd": lambda r: sgd(r["sizes"], r["batch"], r["samples"]),
    "hessian": lambda r: hessian(r["sizes"], r["samples"]),
    "normals": lambda r: normals(r["n"]),
}

prepared = {}
hello = {"numpy": np.__version__, "scipy": bool(sla), "torch": torch.__version__ if torch else None}
print(json.dumps(hello), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    try:
        key = json.dumps({k: v for k, v in request.items() if k != "budget"}, sort_keys=True)
        if key not in prepared:
            prepared.clear()  # one work at a time: big matrices go
            prepared[key] = OPS[request["op"]](request)
        run, check = prepared[key]
        seconds, runs = timed(run, request.get("budget", 0.2))
        print(json.dumps({"seconds": seconds, "runs": runs, "check": check()}), flush=True)
    except Exception as error:  # the benchmark goes on without this row
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)
