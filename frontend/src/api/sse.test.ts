import { expect, test } from "vitest";
import { EventParser } from "./sse";

test("events arrive whole however the stream is cut", () => {
  const text =
    ': hello\n\nid: 7\nevent: change\ndata: {"a":1}\n\ndata: x\ndata: y\n\nid: 9\r\ndata: z\r\n\r\n';
  const expected = [
    { id: "7", event: "change", data: '{"a":1}' },
    { id: "7", event: "message", data: "x\ny" },
    { id: "9", event: "message", data: "z" },
  ];
  for (let size = 1; size <= text.length; size += 1) {
    const parser = new EventParser();
    const found = [];
    for (let at = 0; at < text.length; at += size) found.push(...parser.push(text.slice(at, at + size)));
    expect(found).toEqual(expected);
  }
});

test("an unfinished event is kept back", () => {
  const parser = new EventParser();
  expect(parser.push("data: half")).toEqual([]);
  expect(parser.push("\n\n")).toEqual([{ id: "", event: "message", data: "half" }]);
});
