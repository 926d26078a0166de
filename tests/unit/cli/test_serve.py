"""`gatepost serve`, `init`, `user` and `token` as a person types them: real processes, real ports."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

READY_SECONDS = 30.0
"""Generous, because test machines are busy; `make bench` measures the true figure."""


def gatepost(*words: str, folder: Path, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gatepost", *words]
    return subprocess.run(command, cwd=folder, input=given, capture_output=True, text=True, timeout=60)


@contextmanager
def serving(*words: str, folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server that listens, and the first line that it printed."""
    command = [sys.executable, "-m", "gatepost", "serve", "--port", "0", *words]
    with (folder / "log.txt").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline()
        finally:
            process.terminate()
            process.wait(30)
            assert process.stdout is not None
            process.stdout.close()


def refused(result: subprocess.CompletedProcess[str], *words: str) -> None:
    assert result.returncode == 2, result.stderr
    assert "Traceback" not in result.stderr
    for word in words:
        assert word in result.stderr


def test_without_settings_it_says_what_it_looked_for_and_what_to_do(tmp_path: Path) -> None:
    refused(
        gatepost("serve", folder=tmp_path),
        "gatepost.toml",
        "gatepost serve --demo",
        "gatepost init",
        str(tmp_path),
    )
    refused(gatepost("serve", "--config", "none.toml", folder=tmp_path), "none.toml", "gatepost init")
    refused(gatepost("serve", "--demo", "--config", "a.toml", folder=tmp_path), "--demo")


def test_a_wrong_file_is_told_whole(tmp_path: Path) -> None:
    (tmp_path / "gatepost.toml").write_text('[server]\nprot = 8000\n[[sites]]\nid = "A"\n')
    refused(
        gatepost("serve", folder=tmp_path),
        "server.prot: there is no such key. Did you mean 'port'?",
        "sites[1].id",
        "sites[1].name",
        "sites[1].origins",
    )


def test_guidelines_that_cannot_be_used_are_told(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text('name = "x"\n')
    (tmp_path / "gatepost.toml").write_text(
        '[server]\nport = 0\nguidelines = "rules.toml"\n'
        '[[sites]]\nid = "a"\nname = "A"\norigins = ["https://a.test"]\n'
    )
    refused(gatepost("serve", folder=tmp_path), "guidelines", "rules.toml")


def test_a_port_in_use_is_told_before_anything_is_loaded(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = gatepost("serve", "--demo", "--port", str(port), folder=tmp_path)
    refused(result, f"port {port} on 127.0.0.1 is in use", "--port")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--port", "70000"), "out of range"),
        (("--host", "203.0.113.1"), "--host"),
        (("--host", "no host"), "--host"),
    ],
)
def test_addresses_that_cannot_be_had(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    refused(gatepost("serve", "--demo", *words, folder=tmp_path), told)


def test_a_data_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = gatepost("serve", "--demo", "--port", "0", "--data", "file", folder=tmp_path)
    refused(result, "data folder", "file")


def test_the_file_that_init_writes_serves_and_ends_gracefully(tmp_path: Path) -> None:
    assert gatepost("init", folder=tmp_path).returncode == 0
    refused(gatepost("init", folder=tmp_path), "--force")
    assert gatepost("init", "--force", folder=tmp_path).returncode == 0
    began = time.monotonic()
    with serving(folder=tmp_path) as (process, line):
        assert time.monotonic() - began < READY_SECONDS
        found = re.fullmatch(r"Gatepost listens on (http://127\.0\.0\.1:\d+)\n", line)
        assert found, line
        assert httpx.get(f"{found[1]}/readyz").json()["ready"] is True
        with httpx.stream(
            "GET", f"{found[1]}/api/v1/stream", params={"article": "http://localhost:8000/a"}, timeout=10
        ) as stream:
            assert stream.status_code == 200
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0
    log = (tmp_path / "log.txt").read_text()
    assert "Traceback" not in log
    assert '"route": "/readyz"' not in log


def test_the_garbage_collector_rests_only_until_the_server_listens(tmp_path: Path) -> None:
    def collections(url: str) -> float:
        figures = httpx.get(f"{url}/metrics").text
        found = re.search(r'python_gc_collections_total\{generation="0"\} (\S+)', figures)
        assert found
        return float(found[1])

    with serving("--demo", "--data", "here", folder=tmp_path) as (_, line):
        url = line.split()[-1]
        began = collections(url)
        deadline = time.monotonic() + 30
        while collections(url) <= began:
            assert time.monotonic() < deadline, "no collection in half a minute of requests"


def test_the_demo_serves_its_site_and_a_link_that_signs_in_once(tmp_path: Path) -> None:
    with serving("--demo", "--data", "here", folder=tmp_path) as (process, line):
        url = line.split()[-1]
        assert process.stdout is not None
        link = next(word for row in process.stdout for word in row.split() if "/desk/enter?token=" in word)
        with httpx.Client() as browser:
            entered = browser.get(link)
            assert (entered.status_code, entered.headers["location"]) == (303, "/desk")
            assert browser.get(f"{url}/desk").status_code == 200
        again = httpx.get(link)
        assert again.headers["location"].startswith("/desk/sign-in")
        page = httpx.get(f"{url}/")
        assert page.status_code == 200
        article = re.search(r'href="(/articles/[^"]+)"', page.text)
        assert article
        body = {"article": {"url": url + article[1]}, "text": "A fair report.", "author": {"name": "Ann"}}
        posted = httpx.post(f"{url}/api/v1/comments", json=body, headers={"Origin": url})
        assert posted.status_code == 201, posted.text
    log = (tmp_path / "log.txt").read_text()
    assert "A fair report" not in log
    assert "token=" not in log
    assert (tmp_path / "here" / "gatepost.sqlite3").is_file()


def test_people_and_keys_from_the_command_line(tmp_path: Path) -> None:
    data = ("--data", "people")
    add = ("user", "add", "Ann", "--password-stdin", *data)
    refused(gatepost("user", "list", folder=tmp_path), "--config", "--data")
    refused(gatepost(*add, folder=tmp_path, given="short\n"), "at least 10")
    assert "Added Ann" in gatepost(*add, folder=tmp_path, given="correct horse\n").stdout
    refused(gatepost(*add, folder=tmp_path, given="correct horse\n"), "already")
    assert "Ann\tmoderator" in gatepost("user", "list", *data, folder=tmp_path).stdout
    changed = gatepost(
        "user", "passwd", "Ann", "--password-stdin", *data, folder=tmp_path, given="another horse\n"
    )
    assert "signed out everywhere" in changed.stdout
    refused(gatepost("user", "passwd", "Bob", *data, folder=tmp_path, given="correct horse\n"), "Bob")
    assert "/desk/enter?token=" in gatepost("user", "link", "Ann", *data, folder=tmp_path).stdout
    made = gatepost("token", "add", "robot", "--scope", "desk", *data, folder=tmp_path)
    assert re.fullmatch(r"gp_[\w-]{43}\n", made.stdout)
    refused(gatepost("token", "add", "robot", "--scope", "desk", *data, folder=tmp_path), "taken")
    assert "robot\tdesk" in gatepost("token", "list", *data, folder=tmp_path).stdout
    assert gatepost("token", "end", "robot", *data, folder=tmp_path).returncode == 0
    refused(gatepost("token", "end", "robot", *data, folder=tmp_path), "robot")
