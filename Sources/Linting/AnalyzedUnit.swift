/// The frozen facts of one unit, as rules see them.
package struct AnalyzedUnit {
  /// The file that the unit is about.
  package let checkedFile: CheckedFile

  package init(checkedFile: CheckedFile) { self.checkedFile = checkedFile }
}
