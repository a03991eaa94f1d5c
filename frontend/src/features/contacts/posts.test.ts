import { expect, test } from "vitest";
import { postBody, postEntry } from "./posts";

test("a post goes into the form and out again unchanged", () => {
  const post = {
    customer: { id: "c", name: "Lighthouse" },
    customer_id: "c",
    company: null,
    job_title: "Buyer",
    job_department: null,
    since: "2020-01-01",
    until: null,
  };
  expect(postBody(postEntry(post))).toEqual({ customer_id: "c", job_title: "Buyer", since: "2020-01-01" });
});

test("a customer out of reach is kept", () => {
  const post = { customer: null, customer_id: "c" };
  expect(postBody(postEntry(post))).toEqual({ customer_id: "c" });
});

test("only the chosen kind of employer is stored", () => {
  const both = { customer_id: "c", company: " Elsewhere " };
  expect(postBody({ employer: "company", ...both })).toEqual({ company: "Elsewhere" });
  expect(postBody({ employer: "customer", ...both })).toEqual({ customer_id: "c" });
});
