using System.Management.Automation;

namespace ImageSearch.PowerShell;

/// <summary>Lets only the names of an enumeration be bound: PowerShell makes a value that has no name of numbers and lists.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DefinedAttribute : ValidateEnumeratedArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void ValidateElement(object element)
    {
        object value = element is PSObject wrapped ? wrapped.BaseObject : element;
        if (value is Enum named && !Enum.IsDefined(named.GetType(), named))
        {
            throw new ValidationMetadataException($"'{named}' is none of {string.Join(", ", Enum.GetNames(named.GetType()))}.");
        }
    }
}
