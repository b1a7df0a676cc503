using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace EksGrader.Api.Features.Gradebook;

/// <summary>A text in a picture, centred: SVG's element, whose name means something else to Razor.</summary>
public sealed class SvgText : ComponentBase
{
    /// <summary>Where, from the left.</summary>
    [Parameter, EditorRequired]
    public double X { get; set; }

    /// <summary>Where its line stands, from the top.</summary>
    [Parameter, EditorRequired]
    public double Y { get; set; }

    /// <summary>What it says.</summary>
    [Parameter, EditorRequired]
    public required string Words { get; set; }

    /// <summary>Its style.</summary>
    [Parameter]
    public string? Class { get; set; }

    /// <inheritdoc/>
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "x", X.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture));
        builder.AddAttribute(2, "y", Y.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture));
        builder.AddAttribute(3, "class", Class);
        builder.AddContent(4, Words);
        builder.CloseElement();
    }
}
