/** Either side may end its direction first, and the other goes on. */

import { eventually } from "@ambit/lifecycle/testing";
import { expect, test } from "vitest";
import { describeNetns, sharedMesh } from "../src/describe-netns.ts";

describeNetns("half-close through a tunnel", () => {
  const mesh = sharedMesh({ prefix: "ambit-half", pods: [{ name: "client" }, { name: "server" }] });
  const pods = () => ({ client: mesh().pod("client"), server: mesh().pod("server") });

  test.each([
    { what: "with bytes before it", text: "question", port: 7000, answer: "got 8 bytes\n" },
    { what: "without a byte", text: "", port: 7001, answer: "got 0 bytes\n" },
  ])(
    "a client's end $what reaches the server, whose answer still arrives",
    async ({ text, port, answer }) => {
      const { client, server } = pods();
      await server.serve(port, "answer-at-end");
      await using connection = await client.connect({ ip: server.ip, port });
      if (text !== "") await connection.send(text);
      await connection.end();
      expect(await connection.receiveAll()).toEqual({ text: answer, state: "ended" });
    },
  );

  test("a client's end after a pause reaches the server", async () => {
    const { client, server } = pods();
    await server.serve(7010, "echo");
    await using connection = await client.connect({ ip: server.ip, port: 7010 });
    expect(await connection.exchange("first")).toEqual({ text: "first", state: "open" });
    await connection.end();
    expect(await connection.receiveAll()).toEqual({ text: "", state: "ended" });
  });

  test("a server's end reaches the client, whose bytes still arrive", async () => {
    const { client, server } = pods();
    await server.serve(7020, "end-first");
    await using connection = await client.connect({ ip: server.ip, port: 7020 });
    expect(await connection.receiveAll()).toEqual({ text: "bye\n", state: "ended" });
    await connection.send("but I was not done");
    await connection.end();
    await eventually(async () => {
      expect(await server.serverFacts(7020)).toMatchObject({ receivedBytes: 18, open: 0 });
    });
  });

  test("many short connections in a row all end in order", async () => {
    const { client, server } = pods();
    await server.serve(7030, "echo");
    const target = { ip: server.ip, port: 7030 };
    const replies = [];
    for (let index = 0; index < 50; index++) replies.push(await client.request(target, `request ${index}`));
    expect(replies.filter((reply) => !reply.answered)).toEqual([]);
  });

  test("a hundred connections at once all end in order", async () => {
    const { client, server } = pods();
    await server.serve(7040, "echo");
    const target = { ip: server.ip, port: 7040 };
    const replies = await Promise.all(
      Array.from({ length: 100 }, (_, index) => client.request(target, `request ${index}`)),
    );
    expect(replies.filter((reply) => !reply.answered)).toEqual([]);
  });
});
