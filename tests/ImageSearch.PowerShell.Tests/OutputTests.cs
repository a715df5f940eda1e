using System.Reflection;
using ImageSearch.PowerShell.Commands;

namespace ImageSearch.PowerShell.Tests;

/// <summary>What cmdlets hand out is not the index itself: nobody who holds it can change anything through it.</summary>
public sealed class OutputTests
{
    private static readonly Assembly[] Ours = [typeof(AddImageToIndexCommand).Assembly, typeof(ImageSearch.Index.ImageIndex).Assembly];

    public static TheoryData<string> Types() => [.. Reachable().Select(t => t.FullName!)];

    /// <summary>PowerShell sets what has a setter that is public or protected, init-only ones too.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public void NothingThatIsHandedOut_CanBeSet(string typeName)
    {
        const BindingFlags All = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        Type type = Reachable().Single(t => t.FullName == typeName);
        Assert.Empty(type.GetProperties(All).Where(p => p.SetMethod is { } set && (set.IsPublic || set.IsFamily || set.IsFamilyOrAssembly))
            .Select(p => p.Name));
        Assert.Empty(type.GetFields(All).Where(f => (f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly) && !f.IsInitOnly)
            .Select(f => f.Name));
        Assert.Empty(type.GetProperties().Where(p => p.PropertyType.IsArray
            || (p.PropertyType.IsGenericType && p.PropertyType.GetInterfaces()
                .Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ICollection<>))
                && p.PropertyType.Namespace != "System.Collections.Immutable")).Select(p => p.Name));
    }

    [Fact]
    public void WhatIsHandedOut_IsWalkedToItsEnd() =>
        Assert.Superset(new HashSet<string> { "IndexedImage", "FileFacts", "SiftSettings", "ImagingSettings", "MatchedPoint",
            "IndexProblem", "SimilarImage", "DuplicateFile" },
            Reachable().Select(t => t.Name).ToHashSet());

    /// <summary>The types that cmdlets say they return, and what their properties lead to, as far as they are ours.</summary>
    private static HashSet<Type> Reachable()
    {
        var found = new HashSet<Type>();
        var open = new Queue<Type>(Ours[0].GetTypes().SelectMany(t => t.GetCustomAttributesData())
            .Where(a => a.AttributeType.Name == "OutputTypeAttribute")
            .SelectMany(a => a.ConstructorArguments).SelectMany(a => (IEnumerable<CustomAttributeTypedArgument>)a.Value!)
            .Select(a => a.Value).OfType<Type>());
        while (open.TryDequeue(out Type? type))
        {
            foreach (Type part in type.IsGenericType ? type.GetGenericArguments() : type.IsArray ? [type.GetElementType()!]
                : Type.EmptyTypes)
            {
                open.Enqueue(part);
            }

            if (Ours.Contains(type.Assembly) && !type.IsEnum && found.Add(type))
            {
                foreach (PropertyInfo property in type.GetProperties())
                {
                    open.Enqueue(property.PropertyType);
                }
            }
        }

        return found;
    }
}
