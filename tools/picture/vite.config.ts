// SPDX-License-Identifier: Apache-2.0
//
// Builds one page with everything in it. Its Content-Security-Policy allows this script and this style sheet, by their
// digests, and nothing else: the page cannot reach the network whatever a trace says.
import { createHash } from "node:crypto";
import { defineConfig, type Plugin } from "vite";

const digest = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

function onePage(): Plugin {
  return {
    name: "one-page",
    enforce: "post",
    generateBundle(_, bundle) {
      let script = "";
      let style = "";
      for (const [name, file] of Object.entries(bundle)) {
        if (file.type === "chunk") script += file.code;
        else if (name.endsWith(".css")) style += String(file.source);
        if (!name.endsWith(".html")) delete bundle[name];
      }
      script = script.trim();
      style = style.trim();
      if (/<\/script|<!--/i.test(script)) this.error("the script would end its own element");
      const page = bundle["index.html"];
      if (page?.type !== "asset") return this.error("there is no page");
      const policy = `default-src 'none'; script-src ${digest(script)}; style-src ${digest(style)}; base-uri 'none'; form-action 'none'`;
      let text = String(page.source).replace(/\s*<script type="module"[^>]*><\/script>|\s*<link rel="stylesheet"[^>]*>/g, "");
      const put = (before: string, what: string): void => {
        text = text.replace(before, () => what + before);
      };
      put("<title>", `<meta http-equiv="Content-Security-Policy" content="${policy}" />\n    `);
      put("</head>", `<style>${style}</style>\n  `);
      put("</body>", `<script type="module">${script}</script>\n  `);
      page.source = text;
      page.fileName = "picture.html";
    },
  };
}

export default defineConfig({
  plugins: [onePage()],
  build: { outDir: "built", target: "es2022", modulePreload: false, cssCodeSplit: false, assetsInlineLimit: 0 },
});
