import { describe, expect, test } from "vitest";
import { tellBytes, tellDuration } from "./units";

describe("sizes", () => {
  test.each([
    [0, "0 byte"],
    [1023, "1,023 byte"],
    [1024, "1 kB"],
    [12_991_847, "12.4 MB"],
    [5 * 1024 ** 3, "5 GB"],
    [2048 * 1024 ** 4, "2,048 TB"],
  ])("%d bytes are told as %s", (bytes, told) => expect(tellBytes(bytes, "en")).toBe(told));
});

describe("lengths of time", () => {
  test.each([
    [5, "0 minutes"],
    [60, "1 minute"],
    [3_600, "1 hour"],
    [3_720, "1 hour 2 minutes"],
    [86_400 + 59 * 60, "1 day"],
    [3 * 86_400 + 4 * 3_600 + 300, "3 days 4 hours"],
  ])("%d seconds are told as %s", (seconds, told) => expect(tellDuration(seconds, "en")).toBe(told));

  test("the units are those of the language", () => {
    expect(tellDuration(3 * 86_400 + 4 * 3_600, "zh-CN").replace(/\s/g, "")).toBe("3\u59294\u5c0f\u65f6");
  });
});
