/*
 * What .NET misses in Wine 8, as one library that it loads early.
 *
 * The library's one function, by which .NET gets random numbers. And stale frames of exceptions: .NET goes on behind a catch without a word to
 * the frames that Wine has on its list, which then lie on a part of the stack that is used for other things. The next exception would jump
 * anywhere. So before Wine looks at its list, frames below the place of the exception, which cannot be alive, are taken from it.
 */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID, ULONG); /* advapi32: RtlGenRandom */

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length)
{
    return SystemFunction036(data, (ULONG)length);
}

static LONG CALLBACK drop_stale_frames(EXCEPTION_POINTERS *exception)
{
    NT_TIB *thread = (NT_TIB *)NtCurrentTeb();
    ULONG_PTR frame = (ULONG_PTR)thread->ExceptionList;

    /* What a stale frame says of the next one is no longer true either: the list ends here. */
    if (frame < exception->ContextRecord->Rsp && frame >= (ULONG_PTR)thread->StackLimit)
        thread->ExceptionList = (void *)~(ULONG_PTR)0;
    return EXCEPTION_CONTINUE_SEARCH;
}

BOOL WINAPI DllMain(HINSTANCE library, DWORD reason, void *reserved)
{
    if (reason == DLL_PROCESS_ATTACH)
        AddVectoredExceptionHandler(1, drop_stale_frames);
    return TRUE;
}
