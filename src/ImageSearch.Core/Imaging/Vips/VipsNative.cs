using System.Runtime.InteropServices;

namespace ImageSearch.Imaging.Vips;

/// <summary>
/// The functions of libvips and GLib that are used. None has a variable argument list: those cannot be called portably from .NET,
/// so operations are built as objects, property by property.
/// </summary>
internal static unsafe partial class VipsNative
{
    public const string Vips = "vips";
    public const string GObject = "gobject";
    public const string GLib = "glib";

    [LibraryImport(Vips, EntryPoint = "vips_init", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Init(string name);

    [LibraryImport(Vips, EntryPoint = "vips_version")]
    public static partial int Version(int part);

    [LibraryImport(Vips, EntryPoint = "vips_block_untrusted_set")]
    public static partial void BlockUntrusted(int state);

    [LibraryImport(Vips, EntryPoint = "vips_concurrency_set")]
    public static partial void SetConcurrency(int threads);

    [LibraryImport(Vips, EntryPoint = "vips_cache_set_max")]
    public static partial void SetCacheMax(int operations);

    [LibraryImport(Vips, EntryPoint = "vips_error_buffer_copy")]
    public static partial nint CopyErrorBuffer();

    [LibraryImport(Vips, EntryPoint = "vips_error_buffer")]
    public static partial byte* PeekErrorBuffer();

    [LibraryImport(Vips, EntryPoint = "vips_error_clear")]
    public static partial void ClearError();

    [LibraryImport(Vips, EntryPoint = "vips_source_new_from_memory")]
    public static partial nint NewSourceFromMemory(byte* data, nuint lengthBytes);

    [LibraryImport(Vips, EntryPoint = "vips_source_new_from_file", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint NewSourceFromFile(string path);

    [LibraryImport(Vips, EntryPoint = "vips_source_sniff_at_most")]
    public static partial long Sniff(VipsObject source, out byte* start, nuint lengthBytes);

    [LibraryImport(Vips, EntryPoint = "vips_target_new_to_memory")]
    public static partial nint NewTargetToMemory();

    [LibraryImport(Vips, EntryPoint = "vips_blob_get")]
    public static partial byte* GetBlob(nint blob, out nuint lengthBytes);

    [LibraryImport(Vips, EntryPoint = "vips_foreign_find_load_source")]
    public static partial nint FindLoader(VipsObject source);

    [LibraryImport(Vips, EntryPoint = "vips_operation_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint NewOperation(string name);

    [LibraryImport(Vips, EntryPoint = "vips_object_set_argument_from_string", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetArgument(VipsObject operation, string name, string value);

    [LibraryImport(Vips, EntryPoint = "vips_cache_operation_build")]
    public static partial nint BuildOperation(VipsObject operation);

    [LibraryImport(Vips, EntryPoint = "vips_object_unref_outputs")]
    public static partial void UnrefOutputs(nint operation);

    [LibraryImport(Vips, EntryPoint = "vips_image_new_from_memory")]
    public static partial nint NewImageFromMemory(byte* data, nuint lengthBytes, int width, int height, int bands, int format);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_width")]
    public static partial int GetWidth(VipsObject image);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_height")]
    public static partial int GetHeight(VipsObject image);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_bands")]
    public static partial int GetBands(VipsObject image);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_format")]
    public static partial int GetFormat(VipsObject image);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_n_pages")]
    public static partial int GetPageCount(VipsObject image);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_orientation")]
    public static partial int GetOrientation(VipsObject image);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_typeof", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nuint GetTypeOf(VipsObject image, string name);

    [LibraryImport(Vips, EntryPoint = "vips_image_hasalpha")]
    public static partial int HasAlpha(VipsObject image);

    [LibraryImport(Vips, EntryPoint = "vips_image_write_to_memory")]
    public static partial byte* WriteToMemory(VipsObject image, out nuint lengthBytes);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_blob", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetBlob(VipsObject image, string name, out byte* data, out nuint lengthBytes);

    /// <summary>The bytes of a colour profile or other metadata; none if the image has none of that name.</summary>
    public static byte[] ProfileOf(VipsObject image, string name) =>
        GetTypeOf(image, name) != 0 && GetBlob(image, name, out byte* data, out nuint lengthBytes) == 0
        ? new ReadOnlySpan<byte>(data, checked((int)lengthBytes)).ToArray() : [];

    [LibraryImport(Vips, EntryPoint = "vips_region_new")]
    public static partial nint NewRegion(VipsObject image);

    [LibraryImport(Vips, EntryPoint = "vips_region_fetch")]
    public static partial byte* FetchRegion(VipsObject region, int left, int top, int width, int height, out nuint lengthBytes);

    [LibraryImport(GLib, EntryPoint = "g_free")]
    public static partial void Free(void* memory);

    [LibraryImport(GLib, EntryPoint = "g_log_set_handler", StringMarshalling = StringMarshalling.Utf8)]
    public static partial uint SetLogHandler(string domain, int levels, delegate* unmanaged[Cdecl]<byte*, int, byte*, void*,
        void> handler, void* data);

    [LibraryImport(GObject, EntryPoint = "g_object_unref")]
    public static partial void Unref(nint instance);

    [LibraryImport(GObject, EntryPoint = "g_object_ref")]
    public static partial nint Ref(nint instance);

    [LibraryImport(GObject, EntryPoint = "g_type_from_name", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nuint TypeFromName(string name);

    [LibraryImport(GObject, EntryPoint = "g_value_init")]
    public static partial void InitValue(ref GValue value, nuint type);

    [LibraryImport(GObject, EntryPoint = "g_value_unset")]
    public static partial void UnsetValue(ref GValue value);

    [LibraryImport(GObject, EntryPoint = "g_value_set_object")]
    public static partial void SetValueObject(ref GValue value, VipsObject instance);

    [LibraryImport(GObject, EntryPoint = "g_value_get_object")]
    public static partial nint GetValueObject(ref GValue value);

    [LibraryImport(GObject, EntryPoint = "g_value_get_boxed")]
    public static partial nint GetValueBoxed(ref GValue value);

    [LibraryImport(GObject, EntryPoint = "g_object_set_property", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetProperty(VipsObject instance, string name, ref GValue value);

    [LibraryImport(GObject, EntryPoint = "g_object_get_property", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void GetProperty(nint instance, string name, ref GValue value);

    /// <summary>GLib's GValue: a type and two words of data.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct GValue
    {
        public nuint Type;
        public ulong Data0;
        public ulong Data1;
    }
}
