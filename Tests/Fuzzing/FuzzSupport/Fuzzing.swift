import CLibFuzzer
import Glibc

/// Runs a fuzzer with the arguments of the process; never returns.
package func fuzz(_ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt) -> Never {
  var count = CommandLine.argc
  var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
  exit(LLVMFuzzerRunDriver(&count, &arguments, callback))
}

/// Ends the process with these words where something does not hold; a `precondition` would keep them to itself in release.
package func demand(
  _ holds: Bool, _ words: @autoclosure () -> String = "this does not hold", file: StaticString = #fileID,
  line: UInt = #line
) {
  if !holds { fatalError(words(), file: file, line: line) }
}
