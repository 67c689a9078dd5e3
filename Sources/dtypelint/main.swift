import CommandLineTool
import Glibc

exit(CommandLineTool.main(arguments: Array(CommandLine.arguments.dropFirst())))
