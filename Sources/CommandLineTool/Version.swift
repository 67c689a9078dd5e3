/// The version of the program; this is the one place where it stands.
package let dtypelintVersion = "0.1.0"
