"""The finished site on this machine's own address, until Ctrl-C."""

import functools
import http.server
from pathlib import Path

import click

HOST, PORT = "127.0.0.1", 8000


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Pages without a line for each in the terminal."""

    def log_message(self, *args) -> None:
        """Say nothing."""

    def end_headers(self) -> None:
        """A page that was built anew is shown anew."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()


def server(folder: Path, port: int = PORT) -> http.server.ThreadingHTTPServer:
    """A server of a folder, on another port if this one is taken."""
    handler = functools.partial(_Handler, directory=str(folder))
    try:
        return http.server.ThreadingHTTPServer((HOST, port), handler)
    except OSError:
        return http.server.ThreadingHTTPServer((HOST, 0), handler)


def serve(folder: Path) -> None:
    """Serve a folder and say where; Ctrl-C ends it without a traceback."""
    with server(folder) as running:
        address = f"http://{HOST}:{running.server_port}/"
        try:
            click.echo(f"Serving {address} to this machine only; Ctrl-C ends.")
            running.serve_forever()
        except KeyboardInterrupt:
            click.echo("Stopped.")
