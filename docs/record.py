"""Records sessions at the sample's prompt from a real run: docs/session.svg, or the outputs in docs/workflow.md.

    pip install pyte pymongo
    python3 docs/record.py monarch-sample-app/target/monarch-sample-app.jar docs/session.svg <path of a mongod>
    python3 docs/record.py monarch-sample-app/target/monarch-sample-app.jar docs/workflow.md <path of a mongod>

In a page, every block that begins with the prompt is typed and its output replaced, from the top to the bottom.
The comment "record: pay" stands for work that is done with other tools.
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
import textwrap
import termios
import time

import pymongo
import pyte

CELL, LINE, MARGIN = 8.4, 19, 16
BACKGROUND, FOREGROUND = "#1b1f27", "#d5dae3"
COLOURS = {"black": "#5c6370", "red": "#f0717b", "green": "#98c379", "brown": "#e5c07b", "blue": "#61afef",
           "magenta": "#c678dd", "cyan": "#56b6c2", "white": "#d5dae3", "brightblack": "#7f8794"}
PROMPT = r"monarch-sample-app:monarch> $"

SERVER = "mongodb://localhost:27017/"

jar, target, mongod = (os.path.abspath(path) for path in sys.argv[1:4])
COLUMNS, ROWS = (80, 600) if target.endswith(".md") else (118, 60)
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


class WrappingScreen(pyte.Screen):
    """A screen that remembers which rows continue in the next one."""

    def __init__(self, columns, lines):
        self.drawing, self.wrapped = False, set()
        super().__init__(columns, lines)

    def draw(self, data):
        self.drawing = True
        super().draw(data)
        self.drawing = False

    def linefeed(self):
        if self.drawing:
            self.wrapped.add(self.cursor.y)
        super().linefeed()

    def erase_in_line(self, how=0, private=False):
        self.wrapped.discard(self.cursor.y)
        super().erase_in_line(how, private)


class Terminal:
    """A prompt at which someone types."""

    def __init__(self):
        self.screen = WrappingScreen(COLUMNS, ROWS)
        self.stream = pyte.ByteStream(self.screen)
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.chdir(home.name)
            os.environ.pop("NO_COLOR", None)
            os.environ.update(TERM="xterm-256color", XDG_STATE_HOME=home.name)
            os.execvp(command[0], command)
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.until(PROMPT)

    def until(self, pattern):
        end = time.time() + 120
        while time.time() < end:
            if select.select([self.terminal], [], [], 0.3)[0]:
                try:
                    self.stream.feed(os.read(self.terminal, 65536))
                except OSError:
                    return None
            else:
                found = re.search(pattern, self.text(max(0, self.screen.cursor.y - 3)) + " ")
                if found:
                    return found
        os.kill(self.pid, signal.SIGKILL)
        sys.exit("never seen: %s\n%s" % (pattern, self.text(0)))

    def text(self, row):
        """Return what can be seen from a row on."""
        return "\n".join(line.rstrip() for line in self.screen.display[row:]).rstrip()

    def type_line(self, text):
        os.write(self.terminal, text.encode() + b"\r")

    def run(self, line):
        """Type a command, answer its questions, and return what can be seen of it."""
        row = self.screen.cursor.y
        self.type_line(line)
        while True:
            asked = self.until(QUESTION + "|" + PROMPT)
            if not asked[0].rstrip().endswith(("?", "]")):
                break
            self.type_line(str(int(asked[1]) * int(asked[2])) if asked[1] else "y")
        first = row + -(-(len("monarch-sample-app:monarch> ") + len(line)) // COLUMNS)
        return "\n".join(["monarch> " + line] + list(self.lines(first, self.screen.cursor.y))).rstrip()

    def lines(self, first, end):
        """Yield rows. A line that the terminal continued in the next row is broken between words instead."""
        line = ""
        for row in range(first, end):
            line += self.screen.display[row]
            if row not in self.screen.wrapped:
                line = line.rstrip()
                indent = " " * (len(line) - len(line.lstrip()))
                yield from textwrap.wrap(line, COLUMNS, subsequent_indent=indent, break_long_words=False,
                                         break_on_hyphens=False) if len(line) > COLUMNS else [line]
                line = ""

    def exit(self):
        self.type_line("exit")
        self.until(r"\Z\A")
        os.waitpid(self.pid, 0)


def pay():
    """Let every owner be able to pay."""
    with pymongo.MongoClient(SERVER, directConnection=True) as client:
        client.shop_production.owners.update_one({"_id": "owner-7"}, {"$set": {"balance": 500}})


def page(text):
    """Return a page with the outputs of this session."""
    terminal = Terminal()
    result, commands = [], None
    for line in text.split("\n"):
        if line == "<!-- record: pay -->":
            pay()
        if commands is not None and line == "```":
            outputs = [terminal.run(each) for each in commands]
            result += ["\n".join(outputs)]
            commands = None
        elif commands is not None:
            commands += [line[len("monarch> "):]] if line.startswith("monarch> ") else []
            continue
        elif result and result[-1] == "```" and line.startswith("monarch> "):
            commands = [line[len("monarch> "):]]
            continue
        result.append(line)
    terminal.exit()
    return "\n".join(result)


def session():
    """Sit at the prompt and type; return the screen that is left."""
    terminal = Terminal()
    for line in SESSION:
        terminal.run(line)
    terminal.exit()
    return terminal.screen


QUESTION = r"(?:What is (\d+) x (\d+)\? |\[y/N\] )$"

SESSION = [
    "list-migrations production",
    "copy-db production:development",
    "migrate development",
    "backup production",
    "migrate production",
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
    if target.endswith(".md"):
        with pymongo.MongoClient(SERVER, directConnection=True) as production:
            production.shop_production.owners.update_one({"_id": "owner-7"}, {"$set": {"balance": 50}})
        with open(target) as file:
            recorded = page(file.read())
    else:
        recorded = "\n".join(svg(session())) + "\n"
finally:
    server.terminate()
    server.wait()
with open(target, "w") as file:
    file.write(recorded)
