import dayjs from "dayjs";
import { describe, expect, test } from "vitest";
import { dayAfter, setTimeZone, startOfDay, tellTime } from "./dates";
import { briefMoney, currencySign, groupDigits, parseDecimal } from "./decimal";
import { middleSquare } from "./picture";

describe("decimal figures", () => {
  test.each([
    ["1234567.50", "1,234,567.50"],
    ["-1000", "-1,000"],
    ["999", "999"],
    ["12345678901234567890.01", "12,345,678,901,234,567,890.01"],
    ["138****1234", "138****1234"],
  ])("%s is shown as %s", (value, shown) => expect(groupDigits(value)).toBe(shown));

  test.each([
    ["1,234.50", "1234.50"],
    ["\uff11\uff12\uff13\uff0e\uff15", "123.5"],
    ["\u00a5 1 000", "1000"],
    ["007", "7"],
    [".5", "0.5"],
    ["1e5", null],
    ["abc", null],
    ["", null],
  ])("%s is read as %s", (text, value) => expect(parseDecimal(text)).toBe(value));

  test.each([
    ["125000000.00", "CNY", "zh-CN", "\u00a51.25\u4ebf"],
    ["2000000.00", "CNY", "zh-CN", "\u00a5200\u4e07"],
    ["2000000.00", "CNY", "zh-TW", "\u00a5200\u842c"],
    ["2500000", "USD", "en", "$2.5M"],
    ["860.5", "CNY", "zh-CN", "\u00a5860.5"],
    ["1200", "not a code", "en", "not a code1,200"],
  ])("%s %s in %s is said as %s", (value, currency, language, said) =>
    expect(briefMoney(value, currency, language)).toBe(said),
  );

  test("currency signs", () => {
    expect(currencySign("CNY")).toBe("\u00a5");
    expect(currencySign("not a code")).toBe("not a code");
  });
});

describe("times", () => {
  setTimeZone("Asia/Shanghai");
  const now = dayjs("2026-11-23T02:00:00Z").tz("Asia/Shanghai"); // 10:00 in Shanghai

  test.each([
    ["2026-11-23T02:00:00Z", { key: "now" }],
    ["2026-11-23T01:45:00Z", { key: "minutesAgo", count: 15 }],
    ["2026-11-22T16:30:00Z", { key: "today", time: "00:30" }],
    ["2026-11-22T15:30:00Z", { key: "yesterday", time: "23:30" }],
    ["2026-11-24T01:00:00Z", { key: "tomorrow", time: "09:00" }],
    ["2026-11-23", { key: "today", time: "" }],
    ["2026-05-01", { key: "date", date: "05-01" }],
    ["2025-12-31T15:59:00Z", { key: "date", date: "2025-12-31" }],
    ["2025-12-31T16:00:00Z", { key: "date", date: "01-01" }],
  ])("%s", (text, told) => expect(tellTime(text, now)).toEqual(told));

  test("the day after the last of February, and before the first of March", () => {
    expect(dayAfter("2028-02-28")).toBe("2028-02-29");
    expect(dayAfter("2027-03-01", -1)).toBe("2027-02-28");
  });

  test("a day begins on the person's clock", () => {
    expect(startOfDay("2026-11-23")).toBe("2026-11-23T00:00:00+08:00");
  });
});

describe("the middle of a picture", () => {
  test.each([
    [400, 300, { x: 50, y: 0, side: 300 }],
    [301, 800, { x: 0, y: 249, side: 301 }],
    [64, 64, { x: 0, y: 0, side: 64 }],
  ])("of %i × %i is a square", (width, height, square) =>
    expect(middleSquare(width, height)).toEqual(square),
  );
});
