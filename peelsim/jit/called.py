"""Kernels as other kernels call them: code to be compiled into the callers, with no entry for Python.

Of a function that another one calls, Numba makes an entry for Python and machine code, which nothing ever uses, and
optimizes its LLVM code before it is linked into that of its callers, which is optimized in turn. All this was two
fifths of the compilation of a graph engine.

What is linked has no environment of Numba's: it may raise words that stand in it, but not print, nor raise a value.
"""

from functools import cached_property
from typing import Any

import llvmlite.binding
from numba.core import compiler, dispatcher
from numba.core.codegen import JITCodeLibrary
from numba.core.registry import CPUDispatcher
from numba.core.runtime.nrt import rtsys
from numba.core.types import unliteral

from peelsim.jit.collecting import rarely_collected
from peelsim.jit.kept import KeptCode, keep
from peelsim.jit.unbroken import unbroken

_FunctionCompiler: Any = dispatcher._FunctionCompiler  # type: ignore[attr-defined]
_compile_result: Any = compiler.compile_result


class _LinkedCode(JITCodeLibrary):
    """A library of LLVM code that is linked into others, optimized there, and never made machine code itself."""

    def _optimize_final_module(self) -> None:
        pass

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()
        self._verify_declare_only_symbols()
        self._finalized = True

    def serialize_using_object_code(self) -> tuple[str, bytes]:
        return self.name, self._get_module_for_linking().as_bitcode()

    @classmethod
    def restored(cls, codegen: Any, kept: tuple[str, bytes]) -> "_LinkedCode":
        """What ``serialize_using_object_code`` gave, as a library again."""
        name, bitcode = kept
        library = cls(codegen, name)
        library._final_module = llvmlite.binding.parse_bitcode(bitcode)
        library._finalize_final_module()
        return library


class _KeptLinked(KeptCode):
    """As KeptCode, for linked code."""

    suffix = "-called"

    def __init__(self, function: Any) -> None:
        super().__init__(function)
        self._impl.rebuild = _restored


def _restored(context: Any, kept: Any) -> Any:
    library, description, environment, signature, objectmode, lifted, annotation, reload_init, environments = kept
    return _compile_result(
        target_context=context,
        typing_context=context.typing_context,
        library=_LinkedCode.restored(context.codegen(), library),
        environment=environment,
        entry_point=description,
        fndesc=description,
        type_annotation=annotation,
        signature=signature,
        objectmode=objectmode,
        lifted=lifted,
        reload_init=reload_init,
        referenced_envs=environments,
    )


class _Linking(_FunctionCompiler):
    """Compiles to linked code."""

    def _customize_flags(self, flags: Any) -> Any:
        flags.no_cpython_wrapper = flags.no_compile = True
        return flags

    def _compile_core(self, args: Any, return_type: Any) -> Any:
        compiled = super()._compile_core(args, return_type)
        compiled.library.__class__ = _LinkedCode
        compiled.target_context.insert_user_function(compiled.fndesc, compiled.fndesc, [compiled.library])
        return compiled._replace(entry_point=compiled.fndesc)


class _Called(CPUDispatcher):
    """A kernel as other kernels see it."""

    def __init__(self, function: Any, locals: Any = None, targetoptions: Any = None) -> None:
        super().__init__(function, locals, targetoptions)
        self._compiler = _Linking(function, self.targetdescr, targetoptions, self.locals, compiler.Compiler)
        keep(self, _KeptLinked)

    def add_overload(self, cres: Any) -> None:
        self.overloads[tuple(cres.signature.args)] = cres  # and no entry for Python


class _Entering(_FunctionCompiler):
    """Compiles what Python calls: the function itself, or a call of its linked code, where that is at hand."""

    def __init__(self, kernel: "Kernel", targetoptions: Any) -> None:
        super().__init__(kernel.py_func, kernel.targetdescr, targetoptions, kernel.locals, compiler.Compiler)
        self._kernel = kernel

    def _get_implementation(self, args: Any, kws: Any) -> Any:
        return self._entry() if tuple(args) in self._kernel._called.overloads else self.py_func

    def _entry(self) -> Any:
        names = ", ".join(self.pysig.parameters)
        scope: dict[str, Any] = {"called": self._kernel._called, "__name__": self.py_func.__module__}
        exec(f"def entry({names}):\n    return called({names})", scope)
        entry = scope["entry"]
        entry.__qualname__ = f"{self.py_func.__qualname__}.entry"  # names its machine code
        return entry


class _KeptEntry(KeptCode):
    """As KeptCode, and to be run Numba's runtime alone is made ready.

    Before it loads anything Numba makes ready all that it can compile, .13 s in each process. Machine code asks for
    none of that but the key of hashes of words, which no kernel of this package takes.
    """

    def _taken(self, sig: Any, target_context: Any) -> Any:
        rtsys.initialize(target_context)
        return self._load_overload(sig, target_context)


class Kernel(CPUDispatcher):
    """A kernel: called by Python it is compiled to machine code, called by kernels into these."""

    def __init__(self, function: Any, locals: Any = None, targetoptions: Any = None) -> None:
        super().__init__(function, locals, targetoptions)
        self._compiler = _Entering(self, targetoptions)
        keep(self, _KeptEntry)

    def compile(self, sig: Any) -> Any:
        with unbroken(), rarely_collected():
            return super().compile(sig)

    @cached_property
    def _called(self) -> Any:
        return _Called(self.py_func, self.locals, self.targetoptions)  # not needed where all is compiled already

    def get_call_template(self, args: Any, kws: Any) -> Any:
        """Numbers that are written out are numbers like others: Numba would compile the kernel for each of them."""
        return self._called.get_call_template(tuple(map(unliteral, args)), kws)

    def get_overload(self, sig: Any) -> Any:
        return self._called.get_overload(sig)
