/** What a user's own code did that no strategy may do; its message goes on after "it", or after the name of the file. */
export class Misconduct extends Error {
  override readonly name = "Misconduct";
}
