"""The judges are set up once for all their tests."""

from toolchain import judges

__all__ = ["judges"]
