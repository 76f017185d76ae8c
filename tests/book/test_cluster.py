"""Where workers are: free ports, names of hosts, Slurm's variables."""

import socket

import pytest

from medkeras.book.launch.cluster import from_slurm, named, on_this_machine
from medkeras.utils.errors import UsageError
from medkeras.utils.workers import Workers

STEP = {
    "SLURM_PROCID": "1",
    "SLURM_STEP_NODELIST": "a,b",
    "SLURM_STEP_NUM_TASKS": "2",
    "SLURM_STEP_TASKS_PER_NODE": "1(x2)",
    "SLURM_JOB_ID": "41234",
}


def test_addresses_on_this_machine_are_free_and_differ():
    found = on_this_machine(3)
    assert len(set(found)) == 3
    for address in found:
        host, port = address.split(":")
        with socket.socket() as taken:
            taken.bind((host, int(port)))


def test_hosts_get_the_port_unless_they_name_one():
    assert named("a, b:3000") == ["a:2222", "b:3000"]
    assert named("a,b", 7) == ["a:7", "b:7"]


@pytest.mark.parametrize(
    ("hosts", "line"),
    [("a,,b", "must be names"), ("", "must be names"), ("a,a", "a:2222 twice")],
)
def test_hosts_that_are_none_are_refused(hosts, line):
    with pytest.raises(UsageError, match=line):
        named(hosts)


def test_outside_of_slurm_there_is_nothing_to_read():
    assert from_slurm({}) is None


def test_the_variables_of_a_step_are_read():
    assert from_slurm(STEP) == Workers(("a:13234", "b:13234"), 1)


@pytest.mark.parametrize(
    ("nodes", "counts", "hosts"),
    [
        ("gpu[01-03,7]", "1(x4)", "gpu01 gpu02 gpu03 gpu7"),
        ("gpu[01-02],login", "1(x3)", "gpu01 gpu02 login"),
        ("a1,b[9-11]", "1,1(x3)", "a1 b9 b10 b11"),
        ("rack[1-2]-ib,x", "1(x3)", "rack1-ib rack2-ib x"),
        ("n1.site.org", "1", "n1.site.org"),
        ("a,b", "2,1", "a a b"),
    ],
)
def test_lists_of_nodes_are_unfolded(nodes, counts, hosts):
    hosts = hosts.split()
    found = from_slurm(
        STEP
        | {
            "SLURM_STEP_NODELIST": nodes,
            "SLURM_STEP_TASKS_PER_NODE": counts,
            "SLURM_STEP_NUM_TASKS": str(len(hosts)),
        }
    )
    assert [a.split(":")[0] for a in found.addresses] == hosts
    assert len(set(found.addresses)) == len(hosts)


def test_without_the_step_the_job_is_read():
    job = {name.replace("STEP_", ""): value for name, value in STEP.items()}
    job["SLURM_JOB_NODELIST"] = job.pop("SLURM_NODELIST")
    job["SLURM_NTASKS"] = job.pop("SLURM_NUM_TASKS")
    assert from_slurm(job) == from_slurm(STEP)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"SLURM_STEP_NODELIST": ""}, "expected SLURM_STEP_NODELIST or"),
        ({"SLURM_STEP_NODELIST": "a[x-y]"}, "must be such as gpu"),
        ({"SLURM_STEP_TASKS_PER_NODE": "many"}, "must be such as 2"),
        ({"SLURM_STEP_NUM_TASKS": "3"}, "must agree: expected 3 tasks"),
    ],
)
def test_variables_that_do_not_fit_are_refused(change, line):
    with pytest.raises(UsageError, match=line):
        from_slurm(STEP | change)
