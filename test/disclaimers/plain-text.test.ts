import { expect, it } from "vitest";
import { plainText } from "../../src/cli/explain/plain-text.ts";

it.each([
  ["<p>One</p><p>Two</p>", "One\nTwo"],
  ["One<br/>Two<br>Three", "One\nTwo\nThree"],
  ["<ul><li>One</li>\n  <li>Two</li></ul>", "One\nTwo"],
  ["a &lt; b &amp;&amp; c &gt; d&nbsp;&quot;e&quot; &#39;f&#x27;", "a < b && c > d \"e\" 'f'"],
  [
    'read <a class="x" href="https://example.org/risk">this</a> first',
    "read (https://example.org/risk) this first",
  ],
  ["1 < 2 and 3 > 2", "1 < 2 and 3 > 2"],
  ["&unknown; &#x110000; &#0;", "&unknown; &#x110000; \0"],
  ["<script>alert(1)</script>", "alert(1)"],
  ["plain", "plain"],
  ["", ""],
])("reads %j as %j", (html, text) => {
  expect(plainText(html)).toBe(text);
});
