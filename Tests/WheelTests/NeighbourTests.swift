import Foundation
import Testing

/// What is said about a file of a real release does not depend on which other files are checked with it.
///
/// Each pair is one in which a machine that analysed both once said something else about the second.
@Suite(.enabled(if: Wheel.isThere)) struct NeighbourTests {
  @Test(arguments: [
    ("audio_utils.py", "models/dots3_note/modular_dots3_note.py"),
    ("image_transforms.py", "models/deformable_detr/modular_deformable_detr.py"),
    ("models/d_fine/modeling_d_fine.py", "models/deimv2/modular_deimv2.py"),
  ])
  func oneFileLeavesTheNextAlone(first: String, model: String) throws {
    let alone = try trace([model])
    #expect(alone.count > 100)
    #expect(try trace([first, model]).filter { $0.contains("\"\(model)\"") } == alone)
  }

  private func trace(_ files: [String]) throws -> [Substring] {
    let run = try Wheel.run(["trace"] + files + ["--threads", "1", "--output-format", "jsonl"], in: "5.23.0")
    return run.output.split(separator: "\n")
  }
}
