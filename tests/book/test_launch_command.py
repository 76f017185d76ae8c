"""The words of `medkeras launch`, and the files for clusters."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from medkeras.book import run as running
from medkeras.book.build import build
from medkeras.book.command_line import main
from medkeras.book.launch import launch_command
from medkeras.book.launch.cluster import on_this_machine
from medkeras.utils.workers import tf_config

CALL = "medkeras run 2.1.1"


@pytest.fixture(autouse=True)
def outside(monkeypatch):
    """Of any batch system."""
    for name in list(os.environ):
        if name.startswith(("SLURM_", "JOB_COMPLETION", "TF_CONFIG")):
            monkeypatch.delenv(name)


@pytest.fixture
def became(monkeypatch):
    """What a process would become, and its TF_CONFIG."""
    calls = []

    def become(file, arguments):
        calls.append((arguments, json.loads(os.environ["TF_CONFIG"])))

    monkeypatch.setattr(launch_command.os, "execvp", become)
    monkeypatch.setenv("TF_CONFIG", "")
    return calls


def medkeras(*words, **environment):
    return CliRunner().invoke(main, words, env={"COLUMNS": "200"} | environment)


def test_hosts_are_told_what_to_run_where():
    result = medkeras("launch", "--hosts", "a,b:3000", "--", *CALL.split())
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "# worker 0, on a"
    for index, line in enumerate(lines[1::2]):
        setting = tf_config(["a:2222", "b:3000"], index)
        assert line == f"TF_CONFIG='{setting}' {CALL}"


def test_what_is_printed_runs_in_a_shell():
    words = ["--hosts", "a,b", "--", "printenv", "TF_CONFIG"]
    line = medkeras("launch", *words).stdout.splitlines()[3]
    said = subprocess.run(
        line, shell=True, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == tf_config(["a:2222", "b:2222"], 1)


@pytest.mark.parametrize("given", ["--index", "JOB_COMPLETION_INDEX"])
def test_one_of_the_hosts_is_run_here(became, given):
    words = ["launch", "--hosts", "a,b"]
    if given == "--index":
        medkeras(*words, "--index", "1", "--", *CALL.split())
    else:
        medkeras(*words, "--", *CALL.split(), JOB_COMPLETION_INDEX="1")
    ((arguments, config),) = became
    assert arguments == CALL.split()
    assert config == json.loads(tf_config(["a:2222", "b:2222"], 1))


def test_a_task_of_slurm_becomes_a_worker(became):
    medkeras(
        "launch", "--", *CALL.split(),
        SLURM_PROCID="1", SLURM_STEP_NODELIST="gpu[1-2]", SLURM_JOB_ID="7",
        SLURM_STEP_NUM_TASKS="2", SLURM_STEP_TASKS_PER_NODE="1(x2)",
    )  # fmt: skip
    ((_, config),) = became
    assert config["cluster"]["worker"] == ["gpu1:12007", "gpu2:12007"]
    assert config["task"]["index"] == 1


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["--", "x"], "expected --workers N, --hosts a,b, or a task of Slurm"),
        (["--workers", "2"], "Missing COMMAND"),
        (["--workers", "0", "--", "x"], "1<=x<=64"),
        (["--workers", "2", "--hosts", "a", "--", "x"], "not both"),
        (["--hosts", "a", "--index", "1", "--", "x"], "must be below 1"),
        (["--workers", "1", "--", "no-such"], "a command that can be run"),
        (["--example", "slurmm"], "Did you mean: slurm"),
    ],
)
def test_anything_else_is_one_line(words, line):
    result = medkeras("launch", *words)
    assert result.exit_code == 2
    assert line in result.stderr
    assert "Traceback" not in result.stderr


def test_the_help_names_what_clusters_must_set():
    text = " ".join(medkeras("launch", "--help").stdout.split())
    for name in ("SLURM_PROCID", "SLURM_STEP_NODELIST", "SLURM_JOB_ID",
                 "JOB_COMPLETION_INDEX", "TF_CONFIG"):  # fmt: skip
        assert name in text


def test_the_sbatch_file_is_a_script_that_launches(tmp_path):
    text = medkeras("launch", "--example", "slurm").stdout
    assert text.startswith("#!/bin/bash\n")
    (tmp_path / "job").write_text(text)
    if shutil.which("bash"):
        subprocess.run(["bash", "-n", str(tmp_path / "job")], check=True)
    options = [line for line in text.splitlines() if line[:7] == "#SBATCH"]
    assert "#SBATCH --nodes=2" in options
    # Slurm reads no option after the first command.
    assert text.rindex("#SBATCH") < text.index("set -euo")
    assert "medkeras launch -- medkeras run" in text


def kubernetes_faults(thing):
    """What Kubernetes's own schema finds wrong in a manifest."""
    place = Path(__file__).with_name("kubernetes_schema.json")
    schema = json.loads(place.read_text())
    kind = schema["kinds"][thing["kind"]]
    kind = kind | {"definitions": schema["definitions"]}
    checker = jsonschema.Draft7Validator(kind)
    return [error.message for error in checker.iter_errors(thing)]


def test_the_kubernetes_file_is_valid():
    text = medkeras("launch", "--example", "kubernetes").stdout
    for thing in yaml.safe_load_all(text):
        assert kubernetes_faults(thing) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("completions: 2", "completion: 2"),
        ("completions: 2", "completions: two"),
        ("mountPath:", "path:"),
        ("containerPort: 2222", 'containerPort: "2222"'),
        ("apiVersion: batch/v1", "apiVersion: batch/v2"),
    ],
)
def test_the_schema_finds_what_is_wrong(right, wrong):
    text = launch_command.example_file("kubernetes").replace(right, wrong)
    _, job = yaml.safe_load_all(text)
    assert kubernetes_faults(job)


def test_the_kubernetes_file_hangs_together():
    text = medkeras("launch", "--example", "kubernetes").stdout
    service, job = yaml.safe_load_all(text)
    assert (service["apiVersion"], service["kind"]) == ("v1", "Service")
    assert (job["apiVersion"], job["kind"]) == ("batch/v1", "Job")
    spec, pod = job["spec"], job["spec"]["template"]["spec"]
    assert spec["completionMode"] == "Indexed"
    assert spec["completions"] == spec["parallelism"] == 2
    assert pod["restartPolicy"] in ("Never", "OnFailure")
    name, place = job["metadata"]["name"], service["metadata"]["name"]
    assert pod["subdomain"] == place
    labels = job["spec"]["template"]["metadata"]["labels"]
    assert service["spec"]["selector"].items() <= labels.items()
    assert service["spec"]["clusterIP"] == "None"
    (container,) = pod["containers"]
    assert all(isinstance(word, str) for word in container["command"])
    hosts = [f"{name}-{index}.{place}" for index in range(2)]
    assert ",".join(hosts) in container["command"]
    port = service["spec"]["ports"][0]["port"]
    assert container["ports"] == [{"containerPort": port}]
    assert port == 2222
    mounted = [each["name"] for each in container["volumeMounts"]]
    assert mounted == [each["name"] for each in pod["volumes"]]


def test_the_command_in_the_kubernetes_file_is_understood(became):
    text = launch_command.example_file("kubernetes")
    _, job = yaml.safe_load_all(text)
    command = job["spec"]["template"]["spec"]["containers"][0]["command"]
    assert command[0] == "medkeras"
    medkeras(*command[1:], JOB_COMPLETION_INDEX="0")
    ((arguments, config),) = became
    assert arguments == "medkeras run 2.1.1 --mode lesson".split()
    assert config["cluster"]["worker"][1] == "medkeras-1.medkeras:2222"


def test_only_the_chief_keeps_the_results_of_a_run(mini, monkeypatch):
    """The others run the cells, and leave nothing."""
    seen = []

    def run(chapter, out, **options):
        seen.append((Path(out), options.get("record", False)))

    monkeypatch.setattr(running, "run", run)
    monkeypatch.setenv("TF_CONFIG", tf_config(["a:1", "b:1"], 1))
    result = medkeras("run", "9.1", "--mode", "lesson", "--record")
    assert result.exit_code == 0, result.output
    ((out, recorded),) = seen
    assert not recorded
    assert not out.exists()
    assert result.stdout == ""


def test_workers_meet_before_the_first_cell(mini, monkeypatch):
    """Here nobody comes: one line, and no cell was run."""
    assert running._before() == ""
    build()
    (address, other) = on_this_machine(2)
    result = medkeras(
        "run", "9.1",
        TF_CONFIG=tf_config([address, other], 0), MEDKERAS_WORKERS_SECONDS="1",
    )  # fmt: skip
    assert result.exit_code == 1
    assert "Error: expected 2 workers within 1 s. Received: nothing from " in (
        " ".join(result.stderr.split())
    )
    assert "Traceback" not in result.stderr
    assert not list(mini.rglob("record.json"))
