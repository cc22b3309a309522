"""Does what a page tells: writes its files, runs its commands, and types at its prompts.

walk.py <page> <folder> <host and port of a MongoDB>

A file is a fenced block after a line that ends with its path. In a block of the console, lines after "$ " are run,
those after a prompt are typed, a question's answer stands behind it, and all others have to be seen in their order,
whatever their numbers.
"""
import datetime
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

page, folder, mongodb = sys.argv[1:4]
ESCAPE = r"\x1b\[[?0-9;]*[a-zA-Z]|\x1b[=>]"
PROMPT = re.compile(r"^(\w+:monarch> )(.*)$")
QUESTION = re.compile(r"^(.*(?:\[y/N\]|\?) )(\w+)$")
PATIENCE = 300


class Terminal:

    def __init__(self, line):
        self.line, self.raw, self.mark = line, "", 0
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.environ.update(TERM="xterm", NO_COLOR="1", XDG_STATE_HOME=folder)
            os.execvp("sh", ["sh", "-c", "exec " + line])
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 60, 160, 0, 0))

    def read(self):
        """Read what there is; return whether there can be more."""
        if select.select([self.fd], [], [], 0.2)[0]:
            try:
                data = os.read(self.fd, 65536)
            except OSError:
                return False
            self.raw += data.decode("utf-8", "replace")
            return bool(data)
        return True

    def seen(self):
        return re.sub(ESCAPE, "", self.raw).replace("\r", "")

    def until(self, pattern):
        end = time.time() + PATIENCE
        while True:
            found = re.search(pattern, self.seen()[self.mark:])
            if found:
                self.mark += found.end()
                return
            if time.time() > end or not self.read():
                found = re.search(pattern, self.seen()[self.mark:])
                if not found:
                    self.fail("never seen: " + pattern)

    def type(self, text):
        os.write(self.fd, (text + "\r").encode())

    def end(self):
        end = time.time() + PATIENCE
        while self.read():
            if time.time() > end:
                self.fail("it does not end")
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        if code != 0:
            self.pid = 0
            self.fail("it ended with " + str(code))

    def fail(self, what):
        print("$ " + self.line + "\n" + what + "\n--- what was seen:\n" + self.seen())
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
        sys.exit(1)


def expected(line):
    """Words in their order, with any numbers, and anything between them."""
    return r"[^\n]*?".join(re.sub(r"(?<![\w])\d+(?![\w])", r"\\d+", re.escape(word)) for word in line.split())


def answer(terminal, question, given):
    if "What is" not in question:
        terminal.until(re.escape(question))
        terminal.type(given)
        return
    end = time.time() + PATIENCE
    while time.time() < end:
        found = re.search(r"What is (\d+) x (\d+)\? ", terminal.seen()[terminal.mark:])
        if found:
            terminal.mark += found.end()
            terminal.type(str(int(found.group(1)) * int(found.group(2))))
            return
        terminal.read()
    terminal.fail("no arithmetic was asked")


def console(block):
    terminal = None
    prompt = None
    for line in block.splitlines():
        typed = PROMPT.match(line)
        asked = QUESTION.match(line)
        if line.startswith("$ "):
            if terminal:
                terminal.end()
            terminal, prompt = Terminal(line[2:]), None
            print(line, flush=True)
        elif typed:
            prompt = re.escape(typed.group(1))
            terminal.until(prompt)
            terminal.type(typed.group(2))
            print(line, flush=True)
        elif asked:
            answer(terminal, asked.group(1), asked.group(2))
        else:
            terminal.until(expected(line))
    terminal.end()


with open(page, encoding="utf-8") as file:
    text = file.read()
today = datetime.datetime.now(datetime.timezone.utc).strftime("__%Y_%m_%d.")
text = text.replace("localhost:27017", mongodb).replace("__2026_11_23.", today)
files = 0
for before, kind, block in re.findall(r"([^\n]*)\n\n```(\w+)\n(.*?)```", text, re.DOTALL):
    path = re.search(r"`([\w./-]+)`:$", before)
    if path:
        name = os.path.join(folder, path.group(1))
        os.makedirs(os.path.dirname(name), exist_ok=True)
        with open(name, "w", encoding="utf-8") as file:
            file.write(block)
        files += 1
    elif kind == "console":
        console(block)
print("walked: " + str(files) + " files")
