package dev.refinery.gateway.domain;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All problem codes on one HTML page, each at its own anchor. */
public final class ProblemPage {
    /** Where the gateway serves it. */
    public static final String PATH = "/docs/errors";

    private ProblemPage() {}

    static String linkTo(ProblemCode code) {
        return PATH + "#" + code.wireName();
    }

    public static String html() {
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width">
                <title>Refinery: errors</title>
                <style>
                body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff }
                code { font-family: ui-monospace, monospace }
                section { border-top: 1px solid #ddd; padding: .5rem 0 }
                section:target { background: #fff6d6 }
                h2 { font-size: 1rem; margin: .25rem 0 }
                h2 span { font-weight: normal; color: #666 }
                p { margin: .25rem 0 }
                </style>
                </head>
                <body>
                <h1>Errors</h1>
                <p>Every error is <code>application/problem+json</code>. <code>code</code> is one of these and stays the same;
                <code>field</code> and <code>detail</code> say what is wrong in this request.</p>
                %s
                </body>
                </html>
                """.formatted(
                Stream.of(ProblemCode.values()).map(ProblemPage::section).collect(Collectors.joining("\n")));
    }

    private static String section(ProblemCode code) {
        return """
                <section id="%s">
                <h2><code>%s</code> <span>%s</span></h2>
                <p>%s</p>
                <p>%s</p>
                </section>""".formatted(
                code.wireName(), code.wireName(), code.statuses(), escaped(code.meaning()), escaped(code.remedy()));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
