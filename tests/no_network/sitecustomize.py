"""Shut the network for every Python process that the tests start.

Python imports this module by itself when its folder is on PYTHONPATH, in
kernels and sub-processes too. Only the loopback addresses stay open: kernels
talk to us over them.
"""

import socket

_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex
_getaddrinfo = socket.getaddrinfo
_HERE = ("127.", "::1", "localhost", "0.0.0.0")


class NetworkShut(OSError):  # noqa: N818 - it says what is the case
    """Raised in place of any connection that would leave the machine."""


def _refuse_far(host):
    host = host.decode() if isinstance(host, bytes) else str(host)
    own = {"", "None", socket.gethostname()}
    if host not in own and not host.startswith(_HERE):
        raise NetworkShut(f"the tests run without a network: {host}")


def _guarded(method):
    def connect(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _refuse_far(address[0])
        return method(self, address)

    return connect


def _guarded_getaddrinfo(host, *args, **kwargs):
    _refuse_far(host)
    return _getaddrinfo(host, *args, **kwargs)


socket.socket.connect = _guarded(_connect)
socket.socket.connect_ex = _guarded(_connect_ex)
socket.getaddrinfo = _guarded_getaddrinfo
