import { StaticConfigLoader, HtmlValidate, version } from "html-validate/browser";
globalThis.htmlValidate = {
  version,
  async run(html, rules) {
    const v = new HtmlValidate(new StaticConfigLoader({ extends: ["html-validate:recommended", "html-validate:standard"], rules: rules || {} }));
    const report = await v.validateString(html, "page.html");
    return report.results.flatMap(r => r.messages.map(m => `${m.ruleId} ${m.line}:${m.column} ${m.message} ${m.selector || ""}`));
  },
};
