"""`medkeras launch`: one command on several workers."""

import os
import shlex
import sys
from pathlib import Path

import click

from medkeras.book.commands import Choice
from medkeras.utils.errors import UsageError
from medkeras.utils.workers import VARIABLE, tf_config

FILES = {"slurm": "slurm.sbatch", "kubernetes": "kubernetes.yaml"}
HELP = """Run COMMAND on several workers that train as one.

    Every worker runs the same command and computes the same; the steps of
    the networks are shared, each worker takes rows of its own. Two runs on
    as many workers print the same numbers; on another number of them the
    gradients are summed in another order, and last digits differ. The first
    worker, the chief, shows progress and writes files. One that fails ends
    the job; one that does not come is named after 120 s
    (MEDKERAS_WORKERS_SECONDS).

    --workers 2 starts them on this machine. --hosts a,b prints what to run
    on which machine; with --index N it runs worker N here.

    Under Slurm, srun starts the workers, and `medkeras launch -- COMMAND`
    reads who they are from SLURM_PROCID, SLURM_STEP_NODELIST,
    SLURM_STEP_TASKS_PER_NODE and SLURM_JOB_ID. In Kubernetes, an indexed Job
    sets JOB_COMPLETION_INDEX, which is --index. --example prints a file for
    either. Without `launch`, set TF_CONFIG, as --hosts prints it.
    """


@click.command(
    help=HELP,
    context_settings={"ignore_unknown_options": True},
    epilog="Examples: medkeras launch --workers 2 -- medkeras run 2.1.1; "
    "medkeras launch --hosts a,b -- medkeras run 2.1.1; "
    "medkeras launch --example slurm > job.sbatch",
)
@click.option("--workers", type=click.IntRange(1, 64), help="On this machine.")
@click.option("--hosts", help="Machines, the chief's first: a,b or a:3000,b.")
@click.option("--index", type=click.IntRange(0), help="Which of the hosts.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=2222, show_default=True,
    help="Of hosts that name none.",
)  # fmt: skip
@click.option("--example", type=Choice(list(FILES)), help="Print a job file.")
@click.argument("command", nargs=-1, type=click.UNPROCESSED)
def launch(workers, hosts, index, port, example, command) -> None:
    """Choose where the workers are, and start them, or one of them."""
    from medkeras.book.launch import cluster

    if example:
        click.echo(example_file(example), nl=False)
        return
    if not command:
        raise click.UsageError("Missing COMMAND, after --.")
    if workers and hosts:
        raise click.UsageError("--workers or --hosts, not both.")
    slurm = None if workers or hosts else cluster.from_slurm()
    if workers:
        _here(command, cluster.on_this_machine(workers))
    elif hosts:
        addresses = cluster.named(hosts, port)
        index = _index(index, len(addresses))
        if index is None:
            click.echo(what_to_run(command, addresses), nl=False)
        else:
            _become(command, addresses, index)
    elif slurm:
        _become(command, slurm.addresses, slurm.index)
    else:
        raise UsageError(
            "expected --workers N, --hosts a,b, or a task of Slurm's srun. "
            "Received: none of them"
        )


def example_file(system: str) -> str:
    """A job file for a cluster."""
    folder = Path(__file__).parent / "cluster_files"
    return (folder / FILES[system]).read_text("utf-8")


def what_to_run(command, addresses) -> str:
    """For each machine, the command with TF_CONFIG set."""
    text = ""
    for index, address in enumerate(addresses):
        setting = shlex.quote(tf_config(addresses, index))
        text += f"# worker {index}, on {address.rpartition(':')[0]}\n"
        text += f"{VARIABLE}={setting} {shlex.join(command)}\n"
    return text


def _index(index: int | None, number: int) -> int | None:
    text = os.environ.get("JOB_COMPLETION_INDEX", "")
    if index is None and text.isdigit():
        index = int(text)
    if index is not None and index >= number:
        raise UsageError(
            f"--index must be below {number}, the number of hosts. "
            f"Received: {index}"
        )
    return index


def _here(command, addresses) -> None:
    from rich.console import Console

    from medkeras.book.launch.launching import launch as start

    sys.exit(start(command, addresses, Console(stderr=True)))


def _become(command, addresses, index) -> None:
    """Run the command in place of this process: signals are its own."""
    os.environ[VARIABLE] = tf_config(addresses, index)
    try:
        os.execvp(command[0], list(command))
    except OSError as error:
        raise UsageError(
            "expected a command that can be run. Received: "
            f"{command[0]} ({error.strerror})"
        ) from error
