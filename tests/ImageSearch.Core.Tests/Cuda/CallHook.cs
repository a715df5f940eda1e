using System.Reflection;
using ImageSearch.Cuda;

namespace ImageSearch.Tests.Cuda;

/// <summary>A driver in front of another: it counts the calls, lets them through one at a time, and may answer one itself.</summary>
public class CallHook : DispatchProxy
{
    private ICudaDriver? _driver;
    private Func<string, int, int?> _before = (_, _) => null;
    private int _calls;

    /// <summary>Calls go to the driver unless <paramref name="before"/>, given a call's name and number, has a code for it. What gives
    /// something back is done anyhow.</summary>
    internal static ICudaDriver Over(ICudaDriver driver, Func<string, int, int?> before)
    {
        ICudaDriver hook = Create<ICudaDriver, CallHook>();
        (((CallHook)hook)._driver, ((CallHook)hook)._before) = (driver, before);
        return hook;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        string name = targetMethod!.Name;
        bool isText = name.StartsWith("GetError", StringComparison.Ordinal);
        int? code = isText ? null : _before(name, Interlocked.Increment(ref _calls));
        bool givesBack = name.Contains("Free", StringComparison.Ordinal) || name.Contains("Destroy", StringComparison.Ordinal)
            || name.Contains("Unload", StringComparison.Ordinal) || name.Contains("Release", StringComparison.Ordinal);
        if (code is not null && !givesBack)
        {
            for (int i = 0; i < args!.Length; i++)
            {
                Type type = targetMethod.GetParameters()[i].ParameterType;
                args[i] = type.IsByRef ? Activator.CreateInstance(type.GetElementType()!) : args[i];
            }

            return code;
        }

        lock (_driver!)
        {
            object? result = targetMethod.Invoke(_driver, args);
            return code ?? result;
        }
    }
}
