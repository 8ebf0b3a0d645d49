import { expect, test } from "vitest";
import { chooseConfig, LAB_CONFIG_FILE, labConfig } from "./network-config.ts";

const list = (name: string, ...types: string[]) =>
  JSON.stringify({ name, cniVersion: "1.0.0", plugins: types.map((type) => ({ type })) });

test("a node begins with the lab's own plugin", () => {
  expect(chooseConfig([{ name: LAB_CONFIG_FILE, text: labConfig() }])).toMatchObject({
    name: "ambit-lab",
    cniVersion: "1.0.0",
    plugins: [{ type: "ambit-lab" }],
  });
});

test("the first valid file by name counts", () => {
  const files = [
    { name: "20-b.conflist", text: list("b", "x") },
    { name: "10-a.conflist", text: list("a", "x", "istio-cni") },
    { name: "02-broken.conflist", text: "{" },
    { name: "03-empty.conflist", text: list("e") },
    { name: "04-typeless.conflist", text: JSON.stringify({ name: "t", plugins: [{}] }) },
    { name: "05-nameless.conflist", text: JSON.stringify({ plugins: [{ type: "x" }] }) },
    { name: "06-other.txt", text: list("o", "x") },
  ];
  expect(chooseConfig(files)).toMatchObject({ name: "a", plugins: [{ type: "x" }, { type: "istio-cni" }] });
  expect(chooseConfig(files.filter(({ name }) => !/^[12]0/.test(name)))).toBeUndefined();
});

test("a single plugin's file is a list of one", () => {
  const text = JSON.stringify({ name: "n", cniVersion: "0.3.1", type: "x", mtu: 9000 });
  expect(chooseConfig([{ name: "1.conf", text }])).toMatchObject({
    cniVersion: "0.3.1",
    plugins: [{ type: "x", json: { mtu: 9000 } }],
  });
});
