import type { Section } from "./section.ts";

const VALIDATE = "apps/cli/src/commands/validate.test.ts";
const MANIFESTS = "apps/cli/src/validation/manifests.test.ts";

export const section: Section = {
  title: "cli: validate",
  rows: [
    {
      behaviour:
        "`validate -f`: the webhook's checks before anything is applied; errors end with 1, warnings do not",
      tests: [
        `${VALIDATE} > what can never work is an error and the exit code is 1`,
        `${VALIDATE} > what will not do what it says is a warning, and no reason to fail`,
      ],
    },
    {
      behaviour: "Only the files are looked at",
      tests: [
        `${VALIDATE} > with a cluster it is told what selects nothing, with the objects of the files in it`,
      ],
      differs: {
        ambit: "with `--cluster` what is selected and named is looked up too",
        why: "a selector is right or wrong in a cluster only",
      },
    },
    {
      behaviour: "Several documents, lists, JSON; what cannot be read is named with its line",
      tests: [
        `${MANIFESTS} > what is no object is named with its line, and costs nothing else`,
        `${MANIFESTS} > a list is taken apart, JSON is YAML, and empty documents are nothing`,
      ],
    },
  ],
};
