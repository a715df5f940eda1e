using System.Globalization;

namespace ImageSearch.Imaging.Vips;

/// <summary>One call of a libvips operation: named, given its arguments, run.</summary>
internal sealed class VipsOperation : IDisposable
{
    private readonly VipsObject _operation;

    public VipsOperation(string name)
    {
        VipsRuntime.EnsureStarted();
        _operation = VipsObject.Own(VipsNative.NewOperation(name));
    }

    public VipsOperation Set(string name, string value)
    {
        return VipsNative.SetArgument(_operation, name, value) == 0 ? this : throw VipsException.FromErrorBuffer();
    }

    public VipsOperation Set(string name, int value) => Set(name, value.ToString(CultureInfo.InvariantCulture));

    public VipsOperation Set(string name, double value) => Set(name, value.ToString("R", CultureInfo.InvariantCulture));

    public VipsOperation Set(string name, VipsObject value)
    {
        VipsNative.GValue holder = default;
        VipsNative.InitValue(ref holder, VipsNative.TypeFromName("GObject"));
        VipsNative.SetValueObject(ref holder, value);
        VipsNative.SetProperty(_operation, name, ref holder);
        VipsNative.UnsetValue(ref holder);
        return this;
    }

    /// <summary>Runs the operation and returns its output image.</summary>
    /// <exception cref="VipsException">libvips refused.</exception>
    public VipsObject RunToImage()
    {
        nint built = Build();
        VipsNative.GValue holder = default;
        VipsNative.InitValue(ref holder, VipsNative.TypeFromName("GObject"));
        VipsNative.GetProperty(built, "out", ref holder);
        nint image = VipsNative.Ref(VipsNative.GetValueObject(ref holder));
        VipsNative.UnsetValue(ref holder);
        VipsNative.UnrefOutputs(built);
        VipsNative.Unref(built);
        return VipsObject.Own(image);
    }

    /// <summary>Runs an operation that has no output, such as a save.</summary>
    /// <exception cref="VipsException">libvips refused.</exception>
    public void Run()
    {
        nint built = Build();
        VipsNative.UnrefOutputs(built);
        VipsNative.Unref(built);
    }

    public void Dispose() => _operation.Dispose();

    private nint Build()
    {
        nint built = VipsNative.BuildOperation(_operation);
        if (built != 0)
        {
            return built;
        }

        VipsException error = VipsException.FromErrorBuffer();
        VipsNative.UnrefOutputs(_operation.DangerousGetHandle());
        throw error;
    }
}
