/** An error of this package: its message says what is wrong and what to do. */
export class UnderstudyError extends Error {
  name = "UnderstudyError";
}

/** A verification that did not pass. `verdict` is the answer of the server. */
export class VerificationError extends UnderstudyError {
  name = "VerificationError";

  constructor(message, verdict) {
    super(message);
    this.verdict = verdict;
  }
}
