// swift-tools-version: 6.2
import PackageDescription

// One line per target, in the order in which they may import each other (see ARCHITECTURE.md).
// `Tests/ArchitectureTests` holds the `import` lines of the sources against that order, since SwiftPM does not.

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("ExistentialAny"),
  .treatAllWarnings(as: .error),
  // Debug builds, and so the tests, keep the checks for overlapping accesses; a release spends a twentieth on them.
  .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

func library(_ name: String, _ dependencies: [Target.Dependency], path: String? = nil, exclude: [String] = []) -> Target
{
  .target(name: name, dependencies: dependencies, path: path, exclude: exclude, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
  name: "dtypelint",
  products: [.executable(name: "dtypelint", targets: ["dtypelint"])],
  targets: [
    .systemLibrary(name: "CTreeSitter", pkgConfig: "tree-sitter", providers: [.apt(["libtree-sitter-dev"])]),
    .target(
      name: "CTreeSitterPython", exclude: ["README.md"],
      cSettings: [
        // The grammar's headers expect an allocator that libtree-sitter 0.20 does not export.
        .define("ts_malloc", to: "malloc"), .define("ts_calloc", to: "calloc"),
        .define("ts_realloc", to: "realloc"), .define("ts_free", to: "free"),
        // Not our code: no warnings, and optimised in debug builds too, where it would dominate the tests.
        .unsafeFlags(["-w", "-O2"]),
      ]),
    library("SourceText", []),
    library("RuleLibrary", [], path: "Rules", exclude: ["pages", "models", "releases"]),
    library("PythonSyntax", ["SourceText", "CTreeSitter", "CTreeSitterPython"]),
    library("PythonSemantics", ["PythonSyntax", "SourceText"]),
    library("Dataflow", []),
    library("DTypeAnalysis", ["PythonSemantics", "PythonSyntax", "SourceText", "Dataflow", "RuleLibrary"]),
    library("NumericReference", []),
    library(
      "Linting",
      ["DTypeAnalysis", "PythonSemantics", "PythonSyntax", "SourceText", "Dataflow", "RuleLibrary", "NumericReference"]),
    library("Reporting", ["Linting", "SourceText"]),
    library(
      "CommandLineTool",
      [
        "Reporting", "Linting", "NumericReference", "DTypeAnalysis", "PythonSemantics", "PythonSyntax", "SourceText",
        "Dataflow", "RuleLibrary",
      ]),
    .executableTarget(name: "dtypelint", dependencies: ["CommandLineTool"], swiftSettings: settings),
    tests("NumericReferenceTests", ["NumericReference"]),
    tests(
      "EvidenceTests",
      [
        "CommandLineTool", "DTypeAnalysis", "Linting", "NumericReference", "PythonSemantics", "PythonSyntax",
        "SourceText",
      ]),
    tests("SourceTextTests", ["SourceText"]),
    tests("PythonSyntaxTests", ["PythonSyntax", "SourceText"]),
    tests("PythonSemanticsTests", ["PythonSemantics", "PythonSyntax", "SourceText"]),
    tests(
      "DTypeAnalysisTests",
      ["DTypeAnalysis", "Dataflow", "PythonSemantics", "PythonSyntax", "RuleLibrary", "SourceText"]),
    tests("ArchitectureTests", ["RuleLibrary"]),
    tests("LintingTests", ["Linting", "PythonSyntax", "SourceText", "RuleLibrary"]),
    tests("ReportingTests", ["Reporting", "Linting", "SourceText"]),
    tests(
      "SpecTests",
      [
        "CommandLineTool", "Reporting", "Linting", "DTypeAnalysis", "PythonSemantics", "PythonSyntax", "SourceText",
        "Dataflow",
      ]),
    tests("DataflowTests", ["Dataflow"]),
    tests("WheelTests", []),
    tests("CommandLineTests", ["CommandLineTool", "SourceText"]),
  ]
)
