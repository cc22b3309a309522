"""Records a session at the sample's prompt as docs/session.svg, from a real run.

    pip install pyte pymongo
    python3 docs/record.py monarch-sample-app/target/monarch-sample-app.jar docs/session.svg <path of a mongod>
"""
import fcntl
import html
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

import pymongo
import pyte

COLUMNS, ROWS = 118, 60
CELL, LINE, MARGIN = 8.4, 19, 16
BACKGROUND, FOREGROUND = "#1b1f27", "#d5dae3"
COLOURS = {"black": "#5c6370", "red": "#f0717b", "green": "#98c379", "brown": "#e5c07b", "blue": "#61afef",
           "magenta": "#c678dd", "cyan": "#56b6c2", "white": "#d5dae3", "brightblack": "#7f8794"}
PROMPT = r"monarch-sample-app:monarch> $"

SERVER = "mongodb://localhost:27017/"

jar, target, mongod = (os.path.abspath(path) for path in sys.argv[1:4])
home = tempfile.TemporaryDirectory()
command = ["java", "-jar", jar, "monarch", "--spring.mongodb.uri=" + SERVER + "shop",
           "--monarch.environments.production.uri=" + SERVER + "shop_production",
           "--monarch.environments.production.protection=guarded",
           "--monarch.environments.development.uri=" + SERVER + "shop_development",
           "--monarch.environments.development.protection=open"]


def start_server():
    """Start a replica set of one member that is gone with this script."""
    data = os.path.join(home.name, "mongod")
    os.mkdir(data)
    server = subprocess.Popen([mongod, "--dbpath", data, "--replSet", "rs0", "--bind_ip", "localhost"],
                              stdout=subprocess.DEVNULL)
    with pymongo.MongoClient(SERVER, directConnection=True) as client:
        client.admin.command("replSetInitiate", {"_id": "rs0", "members": [{"_id": 0, "host": "localhost:27017"}]})
        while not client.admin.command("hello")["isWritablePrimary"]:
            time.sleep(0.2)
    return server


def once(*words):
    """Run one command, as a script would."""
    subprocess.run(command[:4] + list(words) + command[4:], cwd=home.name, check=True, capture_output=True)


def session():
    """Sit at the prompt and type; return the screen that is left."""
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.ByteStream(screen)
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(home.name)
        os.environ.pop("NO_COLOR", None)
        os.environ.update(TERM="xterm-256color", XDG_STATE_HOME=home.name)
        os.execvp(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))

    def until(pattern):
        end = time.time() + 60
        while time.time() < end:
            if select.select([terminal], [], [], 0.3)[0]:
                try:
                    stream.feed(os.read(terminal, 65536))
                except OSError:
                    return None
            else:
                shown = "\n".join(line.rstrip() + " " for line in screen.display).rstrip() + " "
                found = re.search(pattern, shown)
                if found:
                    return found
        os.kill(pid, signal.SIGKILL)
        sys.exit("never seen: %s\n%s" % (pattern, "\n".join(screen.display)))

    def type_line(text):
        os.write(terminal, text.encode() + b"\r")

    until(PROMPT)
    for line, question in SESSION:
        type_line(line)
        if question:
            asked = until(question)
            type_line(str(int(asked[1]) * int(asked[2])) if asked.groups() else "y")
        until(PROMPT)
    type_line("exit")
    until(r"\Z\A")
    os.waitpid(pid, 0)
    return screen


SESSION = [
    ("list-migrations production", None),
    ("copy-db production:development", r"\[y/N\] $"),
    ("migrate development", None),
    ("backup production", None),
    ("migrate production", r"What is (\d+) x (\d+)\? $"),
]


def colour(name):
    if name == "default":
        return FOREGROUND
    return COLOURS.get(name, "#" + name if re.fullmatch("[0-9a-f]{6}", name) else FOREGROUND)


def runs(line):
    """Yield the column, the text and the look of each stretch that looks the same."""
    column = 0
    while column < COLUMNS:
        look = (line[column].fg, line[column].bold)
        start = column
        while column < COLUMNS and (line[column].fg, line[column].bold) == look:
            column += 1
        text = "".join(line[index].data for index in range(start, column))
        # Each cell of a table on its own, so that it is in its column with any font.
        for found in re.finditer(r"\S+( \S+)*", text):
            yield start + found.start(), found[0], look


def svg(screen):
    lines = [screen.buffer[row] for row in range(ROWS)]
    while lines and not any(True for _ in runs(lines[-1])):
        lines.pop()
    width, height = COLUMNS * CELL + 2 * MARGIN, len(lines) * LINE + 2 * MARGIN
    yield '<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d">' % (
        width, height, width, height)
    yield '<title>A session at the prompt of Monarch</title>'
    yield '<rect width="100%%" height="100%%" rx="8" fill="%s"/>' % BACKGROUND
    yield '<g font-family="ui-monospace, Menlo, Consolas, DejaVu Sans Mono, monospace" font-size="14" xml:space="preserve">'
    for row, line in enumerate(lines):
        for column, text, (foreground, bold) in runs(line):
            yield '<text x="%.1f" y="%d" textLength="%.1f" lengthAdjust="spacingAndGlyphs" fill="%s"%s>%s</text>' % (
                MARGIN + column * CELL, MARGIN + row * LINE + 14, len(text) * CELL, colour(foreground),
                ' font-weight="bold"' if bold else "", html.escape(text, quote=False))
    yield '</g>'
    yield '</svg>'


server = start_server()
try:
    for migration in ("202611010900_create_dogs", "202611020930_index_dogs_by_owner"):
        once("migrate-one", migration, "production", "--confirm", "production")
    recorded = session()
finally:
    server.terminate()
    server.wait()
print("\n".join(line.rstrip() for line in recorded.display).rstrip())
with open(target, "w") as file:
    file.write("\n".join(svg(recorded)) + "\n")
