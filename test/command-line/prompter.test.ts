import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { Interrupted, terminalPrompter } from "../../src/cli/init/prompter.ts";

function terminal() {
  const stdin = new PassThrough();
  let shown = "";
  const prompter = terminalPrompter({ stdin, stderr: { write: (text) => (shown += text) } });
  return { stdin, prompter, shown: () => shown };
}

describe("a question at the terminal", () => {
  it("is answered by a line", async () => {
    const { stdin, prompter, shown } = terminal();
    const answer = prompter.ask("which? ");
    stdin.write("this one\r");
    expect(await answer).toBe("this one");
    expect(shown()).toContain("which? ");
    expect(shown()).toContain("this one");
    prompter.close();
  });

  it("about a secret shows the question but not the answer, also when it is corrected", async () => {
    const { stdin, prompter, shown } = terminal();
    const answer = prompter.askSecret("token? ");
    stdin.write("hidden-tokem\u007fn\r");
    expect(await answer).toBe("hidden-token");
    expect(shown()).toBe("token? \n");
    const next = prompter.ask("and? ");
    stdin.write("seen\r");
    await next;
    expect(shown()).toContain("seen");
    prompter.close();
  });

  it("is given up with Ctrl-C", async () => {
    const { stdin, prompter } = terminal();
    const answer = prompter.askSecret("token? ");
    stdin.write("half\u0003");
    await expect(answer).rejects.toBeInstanceOf(Interrupted);
    prompter.close();
  });

  it.each([
    ["Ctrl-D", (stdin: PassThrough) => stdin.write("\u0004")],
    ["the end of the input", (stdin: PassThrough) => stdin.end()],
  ])("is a usage error at %s", async (_, end) => {
    const { stdin, prompter } = terminal();
    const answer = prompter.ask("which? ");
    end(stdin);
    await expect(answer).rejects.toMatchObject({ code: "INPUT_ENDED", exit: "usage" });
  });
});
