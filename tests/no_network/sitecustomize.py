"""Shut the network for every Python process that the tests start.

Python imports this module by itself when its folder is on PYTHONPATH, in
kernels and sub-processes too. Only the loopback addresses stay open: kernels
talk to us over them.
"""

import socket

_HERE = ("127.", "::1", "localhost", "0.0.0.0")


class NetworkShut(OSError):  # noqa: N818 - it says what is the case
    """Raised in place of any connection that would leave the machine."""


def _refuse_far(host):
    host = host.decode() if isinstance(host, bytes) else str(host)
    own = {"", "None", socket.gethostname()}
    if host not in own and not host.startswith(_HERE):
        raise NetworkShut(f"the tests run without a network: {host}")


def _guarded(method):
    """The address comes last in connect, connect_ex and sendto."""

    def guarded(self, *args):
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _refuse_far(args[-1][0])
        return method(self, *args)

    return guarded


def _guarded_lookup(look_up):
    def guarded(host, *args, **kwargs):
        _refuse_far(host)
        return look_up(host, *args, **kwargs)

    return guarded


for _name in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, _name, _guarded(getattr(socket.socket, _name)))
for _name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
    setattr(socket, _name, _guarded_lookup(getattr(socket, _name)))
