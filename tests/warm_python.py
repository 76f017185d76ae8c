"""What stands in for `python`: has a warm process fork what it is to run.

`warm_kernels.py` puts it beside the socket of `kernel_server.py`, as a
program. It hands over its standard streams, waits, and ends as the fork has.
"""

import json
import os
import signal
import socket
import sys

request = {
    "arguments": sys.argv[1:],
    "variables": dict(os.environ),
    "folder": os.getcwd(),
}
with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as server:
    server.connect(sys.argv[0] + ".socket")
    socket.send_fds(server, [json.dumps(request).encode()], [0, 1, 2])
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        os.close(stream.fileno())  # the other end waits for all to be closed
    answer = int(server.recv(99) or 1)
if answer < 0:
    if -answer != signal.SIGKILL:
        signal.signal(-answer, signal.SIG_DFL)
    os.kill(os.getpid(), -answer)
os._exit(answer)
