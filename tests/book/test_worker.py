"""The worker by itself, as the grader starts it."""

import os
import subprocess
import sys

from medkeras.book.grading.channel import Channel


def test_it_speaks_over_its_pipes_and_ends_when_they_close(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "medkeras.book.grading.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env={**os.environ, "IPYTHONDIR": str(tmp_path)},
    )
    channel = Channel(process.stdout, process.stdin)
    assert channel.receive() == {"ready": True}
    # Neither Python nor a program that it starts can write into the pipe.
    noise = "import os\nprint('a')\nos.write(1, b'b')\nos.system('echo c')"
    assert channel.request({"run": noise}) == {"error": None}
    assert channel.request({"evaluate": "6 * 7"}) == {"value": 42}
    assert channel.request({"run": "!echo d"}) == {"error": None}
    reply = channel.request({"evaluate": "1 / 0"})
    assert reply["raised"] == ["ZeroDivisionError", "division by zero"]
    process.stdin.close()
    assert process.wait(10) == 0
    assert process.stdout.read() + process.stderr.read() == b""
    process.stdout.close()
    process.stderr.close()
