# Python's operators on tensors and numbers, under the names of Python's `operator` module.
__module__ = "operator"

def add(a: Operand, b: Operand) -> Promote: ...

mul = floordiv = mod = add

@rejects(a="bool", b="bool", message="Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.")
def sub(a: Operand, b: Operand) -> Promote: ...

def truediv(a: Operand, b: Operand) -> ToFloat[Promote]: ...

def pow(a: Operand, b: Operand) -> Power[a, b]: ...

@rejects("floating complex", message="\"bitwise_and_cpu\" not implemented for '{:s}'")
def and_(a: Operand, b: Operand) -> Promote: ...

or_ = xor = and_

def lshift(a: Operand, b: Operand) -> Promote: ...

rshift = lshift

@rank("unknown")
@message("expected m1 and m2 to have the same dtype, but got: {a:c} != {b:c} (of batches: expected scalar type {a:s} but found {b:s})")
def matmul(a: Tensor, b: Tensor) -> Equal[a, b]: ...

def eq(a: Operand, b: Operand) -> Compare: ...

ne = lt = le = gt = ge = eq

@rejects(a="bool", message="Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.")
def neg(a: Tensor) -> a: ...

@rejects(a="bool", message="The `+` operator, on a bool tensor is not supported.")
def pos(a: Tensor) -> a: ...

@rejects(a="floating complex", message="\"bitwise_not_cpu\" not implemented for '{a:s}'")
def invert(a: Tensor) -> a: ...

def abs(a: Tensor) -> Real[a]: ...

def not_(a: Tensor) -> Python[bool]: ...

# In place: torch casts the result into the left side, or refuses.

@message("result type {:s} can't be cast to the desired output type {a:s}")
def iadd(a: Tensor, b: Operand) -> InPlace[a, Promote]: ...

imul = ifloordiv = imod = iadd

@message("result type {:s} can't be cast to the desired output type {a:s}")
@rejects(a="bool", b="bool", message="Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.")
def isub(a: Tensor, b: Operand) -> InPlace[a, Promote]: ...

@message("result type {:s} can't be cast to the desired output type {a:s}")
def itruediv(a: Tensor, b: Operand) -> InPlace[a, ToFloat[Promote]]: ...

@message("result type {:s} can't be cast to the desired output type {a:s}")
def ipow(a: Tensor, b: Operand) -> InPlace[a, Power[a, b]]: ...

@message("result type {:s} can't be cast to the desired output type {a:s}")
def iand(a: Tensor, b: Operand) -> InPlace[a, Promote]: ...

ior = ixor = ilshift = irshift = iand

@message("expected m1 and m2 to have the same dtype, but got: {a:c} != {b:c} (of batches: expected scalar type {a:s} but found {b:s})")
def imatmul(a: Tensor, b: Tensor) -> Equal[a, b]: ...

# Subscripts. Writing through a mask or index tensor wants the destination's dtype, other writes cast.

@accepts(index="bool uint8 int32 int64", message="tensors used as indices must be long, int, byte or bool tensors")
@rank("unknown")
@overload
def getitem(a: Tensor, index: Tensor) -> a: ...
@rank("unknown")
@overload
def getitem(a: Tensor, index: object) -> a: ...

@overload
@accepts(index="bool int32 int64", message="tensors used as indices must be long, int, byte or bool tensors")
@message("Index put requires the source and destination dtypes match, got {a:s} for the destination and {value:s} for the source.")
def setitem(a: Tensor, index: Tensor, value: Fill) -> PutByIndex[a, value]: ...
@overload
def setitem(a: Tensor, index: object, value: Fill) -> Into[a, value]: ...

__module__ = "builtins"

def abs(x: Tensor) -> Real[x]: ...

def sum(iterable: list[Tensor]) -> PromoteInt[iterable]: ...
