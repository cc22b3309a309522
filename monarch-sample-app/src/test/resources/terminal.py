"""Sits at a pseudo-terminal and types what a person would; says what went wrong."""
import os
import pty
import re
import select
import signal
import struct
import fcntl
import sys
import termios
import time

folder, command = sys.argv[1], sys.argv[2:]
HISTORY = os.path.join(folder, "state", "monarch", "monarch-sample-app.history")
PROMPT = r"monarch-sample-app:monarch> "
ESCAPE = r"\x1b\[[?0-9;]*[a-zA-Z]|\x1b[=>]"


class Terminal:

    def __init__(self, *arguments, **environment):
        self.raw = ""
        self.mark = 0
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.environ.pop("NO_COLOR", None)
            os.environ.update({"TERM": "xterm", "XDG_STATE_HOME": os.path.join(folder, "state"), **environment})
            # Of a build in the background SIGINT is ignored, and then a JVM ignores it, too.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.execvp(command[0], command + list(arguments))
        self.size(120)

    def size(self, columns):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))

    def resize(self, columns):
        """Make the window wider or narrower at the prompt, which is then drawn again."""
        before = len(self.raw)
        self.size(columns)
        self.mark = len(self.seen())
        end = time.time() + 10
        while time.time() < end and (len(self.raw) == before or select.select([self.fd], [], [], 0.3)[0]):
            self.read(0.2)
        self.mark = len(self.seen())

    def seen(self):
        return re.sub(ESCAPE, "", self.raw)

    def read(self, seconds):
        """Read what there is; return whether there can be more."""
        if select.select([self.fd], [], [], seconds)[0]:
            try:
                data = os.read(self.fd, 65536)
            except OSError:
                data = b""
            self.raw += data.decode("utf-8", "replace")
            return len(data) > 0
        return True

    def until(self, pattern, seconds=100):
        """Read until something is shown behind the last thing that was waited for."""
        end = time.time() + seconds
        while time.time() < end:
            found = re.search(pattern, self.seen()[self.mark:])
            if found:
                self.mark += found.end()
                return found
            if not self.read(0.2):
                break
        self.fail("never seen: " + pattern)

    def type(self, text):
        os.write(self.fd, text.encode())

    def run(self, line):
        """Type a line at the prompt; return what is shown before the next."""
        start = self.mark
        self.type(line + "\r")
        # A window that was resized lets the line be drawn again.
        self.until(re.escape(line) + r"\s*\n[\s\S]*?" + PROMPT)
        return self.seen()[start:self.mark]

    def answer(self, offset):
        question = self.until(r"What is (\d+) x (\d+)\? ")
        self.type(str(int(question.group(1)) * int(question.group(2)) + offset) + "\r")

    def check(self, condition, what):
        if not condition:
            self.fail(what)

    def fail(self, what):
        print(what + "\n--- what was seen:\n" + self.seen() + "\n--- the end of it as it came:\n" + repr(self.raw[-2000:]))
        before = len(self.raw)
        os.kill(self.pid, signal.SIGQUIT)  # makes a JVM say what its threads do
        end = time.time() + 5
        while time.time() < end and self.read(0.5):
            pass
        print("--- what its threads do:\n" + self.raw[before:])
        os.kill(self.pid, signal.SIGKILL)
        sys.exit(1)

    def end(self, code):
        end = time.time() + 60
        while time.time() < end:
            self.read(0.1)
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                if os.waitstatus_to_exitcode(status) != code:
                    print("ended with " + str(os.waitstatus_to_exitcode(status)) + "\n" + self.seen())
                    sys.exit(1)
                return
        self.fail("the shell did not end")


terminal = Terminal()
terminal.until(PROMPT)

# Completion, and colours by protection.
terminal.type("list-env\t")
terminal.until(r"list-environments")
terminal.type("\r")
terminal.until(r"production +\d")
terminal.until(PROMPT)
terminal.check("\x1b[1;31mproduction\x1b[0m" in terminal.raw, "production is not red")
terminal.check("\x1b[1;32mdevelopment\x1b[0m" in terminal.raw, "development is not green")

# A guarded migration, the question answered wrong and right.
terminal.type("migrate pro\t")
terminal.until(r"migrate production")
terminal.type("\r")
terminal.answer(1)
terminal.until(r"is not the answer")
terminal.until(PROMPT)
terminal.type("migrate production\r")
terminal.answer(0)
terminal.until(r"Running (\S+) on 'production'\s+(?:.* houses\s+)?Applied \1")
terminal.until(r"Applied 202611180930_create_campaigns")
terminal.until(PROMPT)

# A window that is made narrower, and wider again.
terminal.resize(60)
table = terminal.run("list-migrations production")
terminal.check(re.search(r"\n202611020930_index_dogs_by_owner +COMPLETED", table), "a row is not one line: " + table)
terminal.check(re.search(r"\n\d migrations: \d completed", table), "there is no summary: " + table)
terminal.check(all(len(line) <= 60 for line in table.splitlines()[1:]), "a line is wider than the window")
terminal.resize(200)
terminal.check("202611020930_index_dogs_by_owner " in terminal.run("list-migrations production"), "an id is shortened")
terminal.resize(120)

# Both halves of from:to, and a copy that is not confirmed: there is something to lose.
terminal.run("migrate development")
terminal.type("copy-db pro\tdev\t")
terminal.until(r"copy-db production:development")
terminal.type("\r")
terminal.until(r"Continue\? \[y/N\] ")
terminal.type("n\r")
terminal.until(r"Not confirmed")
terminal.until(PROMPT)
terminal.check("production__" in terminal.run("backup production -q awesome-dogs"), "no backup was made")
terminal.type("restore production__\tdev\t\r")
terminal.until(r"restore production__\S+\.zip:development")
terminal.until(r"Continue\? \[y/N\] ")
terminal.type("\x03")
terminal.until(r"Not confirmed")
terminal.until(PROMPT)
terminal.type("verify-backup prod\t")
terminal.until(r"verify-backup production__\S+\.zip")
terminal.type("\r")
terminal.until(r"is good")
terminal.until(PROMPT)

# A copy that is cancelled midway, in a window that is made narrower meanwhile.
terminal.type("copy-db production:slow --yes\r")
terminal.until(r"[^ \d]\d+ %, ")
terminal.size(40)
start = len(terminal.raw)
for _ in range(3):
    terminal.until(r"[^ \d]\d+ %, ")
drawn = re.split(r"\r\x1b\[J", terminal.raw[start:])[2:]
terminal.check(drawn and all(len(line) < 40 for part in drawn for line in re.sub(ESCAPE, "", part).splitlines()),
               "a line of the progress is wider than the window: " + repr(drawn))
terminal.type("\x03")
terminal.until(r"(?i)interrupted|cancelled")
terminal.until(PROMPT)
terminal.resize(120)

# What is mistyped, and what is not remembered.
terminal.check("Did you mean 'migrate'?" in terminal.run("migrat development"), "no nearest command")
terminal.check("Did you mean 'production'?" in terminal.run("migrate productoin"), "no nearest environment")
terminal.run("copy-db production:slow -q one-account --param pw=s3cret --output=x")
terminal.run("migrate development --password s3cret")
terminal.run("sk-ant-s3cret")
terminal.run("list-query-sets")
terminal.type("half a line\x03")
terminal.until(PROMPT)
terminal.type("\x04")
terminal.end(0)
with open(HISTORY, encoding="utf-8") as file:
    lines = file.read()
terminal.check("migrate production" in lines and "s3cret" not in lines, "the history is wrong: " + lines)
terminal.check(os.stat(HISTORY).st_mode & 0o777 == 0o600, "the history is not the user's alone")

# Another time: the history is there, nothing is coloured, and Ctrl-C twice ends it.
terminal = Terminal(NO_COLOR="1")
terminal.until(PROMPT)
terminal.type("\x10")
terminal.until(r"list-query-sets")
terminal.type("\x03")
terminal.until(PROMPT)
terminal.run("list-environments")
terminal.type("list-\t")
terminal.until(r"List the backups")
terminal.type("\x15\t")
terminal.until(r"verify-backup")
terminal.check(not re.search(r"\x1b\[[0-9;]*m", terminal.raw), "something is coloured: " + repr(terminal.raw))
terminal.type("\x03")
terminal.until(PROMPT)
time.sleep(2.1)
terminal.type("half\x03")
terminal.until(PROMPT)
terminal.type("\x03")
terminal.end(130)

# Ctrl-C twice in a copy: the shell ends when the copy has put things in order.
terminal = Terminal()
terminal.until(PROMPT)
terminal.type("copy-db production:slow --yes\r")
terminal.until(r"[^ \d]\d+ %, ")
terminal.type("\x03")
time.sleep(0.2)
terminal.type("\x03")
terminal.until(r"Cancelled\.")
# Where the copy was cancelled before the second press, that was the first one at an empty line.
end = time.time() + 2
while time.time() < end and terminal.read(0.2):
    pass
if "Press Ctrl-C again to end the shell." in terminal.seen()[terminal.mark:]:
    terminal.type("\x03")
terminal.end(130)

# A terminal that cannot be drawn on: a prompt and questions, and Ctrl-C.
terminal = Terminal(TERM="dumb")
terminal.until(PROMPT)
terminal.type("migrate production\r")
terminal.until(r"Nothing is pending")
terminal.until(PROMPT)
terminal.type("copy-db production:development\r")
terminal.until(r"Continue\? \[y/N\] ")
terminal.type("\x03")
terminal.until(r"Not confirmed")
terminal.until(PROMPT)
time.sleep(2.1)
terminal.type("\x03")
terminal.until(r"\n\s*Press Ctrl-C again to end the shell\.\s+" + PROMPT)
terminal.type("list-environments\r")
terminal.until(r"production +\d")
terminal.until(PROMPT)
terminal.check("\x1b" not in terminal.raw, "something is drawn: " + repr(terminal.raw))
terminal.type("\x04")
terminal.end(0)

# One command: Ctrl-C at its question, and midway.
terminal = Terminal("copy-db", "production:development")
terminal.until(r"Continue\? \[y/N\] ")
terminal.type("\x03")
terminal.until(r"Not confirmed\.\s+Nothing was changed\.", 10)
terminal.end(130)
terminal = Terminal("copy-db", "production:slow", "--yes")
terminal.until(r"[^ \d]\d+ %, ")
terminal.type("\x03")
terminal.until(r"Cancelled\.", 15)
terminal.end(130)
