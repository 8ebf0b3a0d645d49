import { expect, test } from "vitest";
import { LOG_LEVEL_NOTATION } from "./log-output-level.ts";

test.each([
  ["a level alone is the default's", "debug", "debug"],
  ["the default by its name", "default:info", "info"],
  ["all scopes", "all:warn", "warn"],
  ["single scopes", "default:info,ca:debug", "info,ca=debug"],
  ["spaces around items", " default:info , cni-agent:error ", "info,cni-agent=error"],
  ["empty items do not count", "default:info,,", "info"],
  ["fatal is error", "fatal", "error"],
  ["none is off", "xds:none", "xds=off"],
  ["nothing", "", ""],
])("reads the levels of an Istio operator: %s", (_name, text, directives) => {
  expect(LOG_LEVEL_NOTATION.find(text)).toBe(directives);
});

test.each([
  ["a level that Istio does not have", "default:trace"],
  ["a scope without a level", "default:"],
  ["a scope that is none", "a.b:info"],
  ["no scope", ":info"],
  ["two levels", "ca:info:debug"],
  ["one wrong item among others", "default:info,ca:loud"],
])("does not accept %s", (_name, text) => {
  expect(LOG_LEVEL_NOTATION.find(text)).toBeUndefined();
});
