package io.monarch.rehearsal;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The report of a rehearsal as one HTML page, which is also well-formed XML. All text is
 * escaped.
 */
final class ReportPage {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT)
		.withZone(ZoneOffset.UTC);

	private static final String STYLE = """
			:root { color-scheme: light dark; --text: #1c2733; --soft: #5a6672; --line: #d5dbe1; --back: #ffffff;
			  --copy: #9fb3c8; --good: #2f7d4f; --bad: #b3261e; --warn: #8a5a00; --fill: #f4f6f8; }
			@media (prefers-color-scheme: dark) { :root { --text: #e4e9ee; --soft: #9aa7b4; --line: #38424c;
			  --back: #14191e; --copy: #55697d; --good: #6cc08f; --bad: #f2857d; --warn: #e0ae4f; --fill: #1c2329; } }
			* { box-sizing: border-box; }
			body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1rem; background: var(--back); color: var(--text);
			  font: 16px/1.5 system-ui, sans-serif; }
			h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; overflow-wrap: anywhere; }
			h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; overflow-wrap: anywhere; }
			h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; overflow-wrap: anywhere; }
			p, ul { margin: .25rem 0 .5rem; } ul { padding-left: 1.25rem; } li { overflow-wrap: anywhere; }
			.soft { color: var(--soft); } .good { color: var(--good); } .bad { color: var(--bad); }
			.warn { color: var(--warn); } .verdict { font-weight: 600; }
			.wide { overflow-x: auto; }
			table { border-collapse: collapse; width: 100%; }
			th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line);
			  vertical-align: top; } td.id { overflow-wrap: anywhere; min-width: 9rem; }
			th.number, td.number { text-align: right; white-space: nowrap; }
			.finding { background: var(--fill); border-left: 3px solid var(--warn); padding: .4rem .75rem; margin: .4rem 0;
			  overflow-wrap: anywhere; } .finding.bad { border-color: var(--bad); color: inherit; }
			svg { width: 100%; height: auto; display: block; } svg text { fill: var(--text); font: 12px system-ui, sans-serif; }
			svg .copy { fill: var(--copy); } svg .done { fill: var(--good); } svg .failed { fill: var(--bad); }
			svg .axis { stroke: var(--line); } svg text.soft { fill: var(--soft); }
			@media print { :root { --text: #000; --soft: #444; --line: #bbb; --back: #fff; --fill: #fff; --good: #2f7d4f;
			  --bad: #b3261e; --warn: #8a5a00; --copy: #9fb3c8; } body { max-width: none; padding: 0; font-size: 10.5pt; }
			  .finding, tr, svg { break-inside: avoid; } h2, h3 { break-after: avoid; } .wide { overflow: visible; }
			  * { print-color-adjust: exact; } }
			""";

	private static final int WIDTH = 720;

	private static final int ROW = 30;

	private final RehearsalResult result;

	private final StringBuilder page = new StringBuilder();

	private ReportPage(RehearsalResult result) {
		this.result = result;
	}

	static String of(RehearsalResult result) {
		ReportPage report = new ReportPage(result);
		report.write();
		return report.page.toString();
	}

	private void write() {
		String title = "Rehearsal of " + this.result.environment();
		add("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>"
				+ "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>"
				+ "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
				+ "style-src 'unsafe-inline'\"/><title>");
		text(title);
		add("</title><style>" + STYLE + "</style></head><body><main>\n<h1>");
		text(title);
		add("</h1>\n<p class=\"soft\">");
		text(TIME.format(this.result.startedAt()) + " on '" + this.result.on() + "' (" + this.result.server()
				+ "), with " + (this.result.partial() ? "a part of the data: " : "all data: ")
				+ Words.count(this.result.documents(), "document"));
		add("</p>\n");
		verdict();
		if (!this.result.migrations().isEmpty()) {
			timeline();
			table();
			add("<h2>Migrations</h2>\n");
			this.result.migrations().forEach(this::migration);
		}
		if (!this.result.notes().isEmpty()) {
			add("<h2>Notes</h2>\n");
			list(this.result.notes());
		}
		add("</main></body></html>\n");
	}

	private void verdict() {
		int warnings = this.result.warnings().size();
		String failed = this.result.failed().map(RehearsedMigration::id).orElse(null);
		if (failed != null) {
			paragraph("verdict bad", "Migration " + failed + " failed.");
		}
		if (warnings > 0) {
			paragraph("verdict warn", Words.count(warnings, "warning") + ".");
		}
		if (failed == null && warnings == 0) {
			paragraph("verdict good", this.result.migrations().isEmpty() ? "Nothing is pending."
					: "All migrations completed, without warnings.");
		}
		if (!this.result.migrations().isEmpty()) {
			paragraph("", "Expected duration on '" + this.result.environment() + "': "
					+ Words.duration(this.result.expected()) + ".");
		}
	}

	private void timeline() {
		List<RehearsedMigration> migrations = this.result.migrations();
		double total = Math.max(1, this.result.duration().toNanos());
		int height = (migrations.size() + 1) * ROW + 24;
		add("<h2>Timeline</h2>\n<svg viewBox=\"0 0 " + WIDTH + " " + height
				+ "\" role=\"img\" aria-label=\"Timeline\">\n");
		bar(0, "copy", "Copy, " + Words.duration(this.result.copyDuration()), 0,
				this.result.copyDuration().toNanos() / total);
		for (int i = 0; i < migrations.size(); i++) {
			RehearsedMigration each = migrations.get(i);
			bar(i + 1, each.completed() ? "done" : "failed", each.id() + ", " + Words.duration(each.duration()),
					each.offset().toNanos() / total, each.duration().toNanos() / total);
		}
		int axis = height - 18;
		add("<line class=\"axis\" x1=\"0\" y1=\"" + axis + "\" x2=\"" + WIDTH + "\" y2=\"" + axis + "\"/>");
		add("<text class=\"soft\" x=\"0\" y=\"" + (height - 4) + "\">0</text><text class=\"soft\" x=\"" + WIDTH
				+ "\" y=\"" + (height - 4) + "\" text-anchor=\"end\">");
		text(Words.duration(this.result.duration()));
		add("</text></svg>\n");
	}

	private void bar(int row, String style, String label, double from, double length) {
		double x = from * WIDTH;
		double width = Math.max(2, length * WIDTH);
		x = Math.min(x, WIDTH - width);
		int y = row * ROW;
		add(String.format(Locale.ROOT,
				"<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"10\" rx=\"2\"/><text x=\"0\" y=\"%d\">",
				style, x, y + 16, width, y + 12));
		text((label.length() > 100) ? label.substring(0, 40) + "…" + label.substring(label.length() - 55) : label);
		add("</text>\n");
	}

	private void table() {
		add("<h2>Summary</h2>\n<div class=\"wide\"><table><thead><tr><th>Migration</th><th>State</th>"
				+ "<th class=\"number\">Duration</th><th class=\"number\">Expected</th>"
				+ "<th class=\"number\">Warnings</th></tr></thead><tbody>\n");
		for (RehearsedMigration each : this.result.migrations()) {
			row(each.id(), each.completed() ? "completed" : "failed", each.completed() ? "good" : "bad",
					Words.duration(each.duration()), Words.duration(each.expected()),
					String.valueOf(each.warnings().size()));
		}
		this.result.pending().forEach((id) -> row(id, "not run", "soft", "", "", ""));
		add("</tbody></table></div>\n");
	}

	private void row(String id, String state, String style, String duration, String expected, String warnings) {
		add("<tr><td class=\"id\">");
		text(id);
		add("</td><td class=\"" + style + "\">" + state + "</td>");
		for (String each : List.of(duration, expected, warnings)) {
			add("<td class=\"number\">" + each + "</td>");
		}
		add("</tr>\n");
	}

	private void migration(RehearsedMigration migration) {
		add("<h3>");
		text(migration.id());
		add("</h3>\n");
		if (migration.error() != null) {
			paragraph("finding bad", "Failed: " + migration.error());
		}
		migration.warnings().forEach((warning) -> paragraph("finding", warning.message()));
		List<String> done = migration.collections()
			.stream()
			.map((each) -> each.name() + ": "
					+ String.format(Locale.ROOT, "%,d inserted, %,d changed, %,d removed", each.inserted(),
							each.changed(), each.removed()))
			.collect(Collectors.toList());
		done.addAll(migration.definitions());
		migration.scans()
			.forEach((each) -> done
				.add("reads all of " + each.collection() + " (" + Words.count(each.documents(), "document") + "): "
						+ each.command() + " " + each.shape() + ", " + Words.count(each.runs(), "time")));
		Duration limit = migration.transactionLimit();
		if (!migration.longestTransaction().isZero()) {
			done.add("longest transaction: " + Words.duration(migration.longestTransaction())
					+ ((limit != null) ? " of at most " + Words.duration(limit) : ""));
		}
		done.add("survives being killed: " + migration.survival().description());
		list(done);
	}

	private void list(List<String> items) {
		add("<ul>");
		items.forEach((item) -> {
			add("<li>");
			text(item);
			add("</li>\n");
		});
		add("</ul>\n");
	}

	private void paragraph(String style, String text) {
		add(style.isEmpty() ? "<p>" : "<p class=\"" + style + "\">");
		text(text);
		add("</p>\n");
	}

	private void add(String html) {
		this.page.append(html);
	}

	/**
	 * Add text. Characters that XML does not allow are replaced.
	 */
	private void text(String text) {
		text.codePoints().forEach((each) -> {
			switch (each) {
				case '<' -> add("&lt;");
				case '>' -> add("&gt;");
				case '&' -> add("&amp;");
				case '"' -> add("&quot;");
				case '\'' -> add("&#39;");
				default -> this.page.appendCodePoint(isText(each) ? each : '\ufffd');
			}
		});
	}

	private static boolean isText(int character) {
		return switch (Character.getType(character)) {
			case Character.CONTROL -> character == '\n' || character == '\t';
			case Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED -> false;
			default -> true;
		};
	}

}
