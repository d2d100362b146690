"""PyTorch, where it is installed; without it the networks can be read, their references not."""

from typing import Any


class _Absent:
    """Stands where PyTorch would; whatever is asked of it is absent as well."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_: Any, **__: Any) -> Any:
        return self


torch: Any = _Absent()
f: Any = torch
try:
    import torch as _torch
    from torch.nn import functional as _functional
except ImportError:
    pass
else:
    torch, f = _torch, _functional
